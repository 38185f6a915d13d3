from django.db import migrations

from tenancy.operations import CROSSING_FUNCTIONS, CROSSING_FUNCTIONS_BACK, run_sql


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_initial")]

    operations = [run_sql(CROSSING_FUNCTIONS, CROSSING_FUNCTIONS_BACK)]
