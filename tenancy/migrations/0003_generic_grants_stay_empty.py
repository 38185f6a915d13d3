from django.db import migrations

from tenancy.operations import GENERIC_GRANTS_BACK, GENERIC_GRANTS_EMPTY, run_sql


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0002_crossing_functions"), ("guardian", "0003_remove_groupobjectpermission_guardian_gr_content_ae6aec_idx_and_more")]

    operations = [run_sql(GENERIC_GRANTS_EMPTY, GENERIC_GRANTS_BACK)]
