import django.db.models.deletion
import django.db.models.functions.datetime
import tenancy.models.base
import tenancy.rls
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('portfolios', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('kind', models.CharField(choices=[('monthly', 'Monthly statement'), ('quarterly', 'Quarterly statement')], max_length=20, verbose_name='kind')),
                ('period_from', models.DateField(verbose_name='after')),
                ('period_to', models.DateField(verbose_name='until')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('portfolio', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='portfolios.portfolio')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'statement',
            },
        ),
        migrations.CreateModel(
            name='StatementVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('data', models.JSONField()),
                ('data_hash', models.CharField(max_length=64)),
                ('known_at', models.DateTimeField(verbose_name='state of knowledge')),
                ('state', models.CharField(choices=[('prepared', 'Prepared'), ('rendered', 'Ready for release'), ('released', 'Released'), ('withdrawn', 'Withdrawn')], default='prepared', max_length=12, verbose_name='state')),
                ('released_at', models.DateTimeField(blank=True, null=True, verbose_name='released')),
                ('change_note', models.CharField(blank=True, max_length=500, verbose_name='what changed')),
                ('document', tenancy.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.document')),
                ('prepared_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='reporting.statement')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'version of a statement',
            },
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(fields=['tenant', '-period_to', '-id'], name='reporting_statement_latest'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.UniqueConstraint(fields=('tenant', 'portfolio', 'kind', 'period_from', 'period_to'), name='reporting_statement_once'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('period_to__gt', models.F('period_from'))), name='reporting_statement_period'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=tenancy.rls.RowLevelSecurity(name='reporting_statement_rls'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=tenancy.rls.TenantKey(field='portfolio', name='reporting_statement_portfolio_tk'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.UniqueConstraint(fields=('tenant', 'public_id'), name='reporting_statement_public_id'),
        ),
        migrations.AddConstraint(
            model_name='statementversion',
            constraint=models.UniqueConstraint(fields=('tenant', 'statement', 'version'), name='reporting_statementversion_once'),
        ),
        migrations.AddConstraint(
            model_name='statementversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('document__isnull', False), ('released_by__isnull', False), ('state', 'released')), models.Q(('state', 'released'), _negated=True), _connector='OR'), name='reporting_statementversion_released'),
        ),
        migrations.AddConstraint(
            model_name='statementversion',
            constraint=models.CheckConstraint(condition=models.Q(('released_by__isnull', True), ('prepared_by__isnull', True), models.Q(('released_by', models.F('prepared_by')), _negated=True), _connector='OR'), name='reporting_statementversion_two_people'),
        ),
        migrations.AddConstraint(
            model_name='statementversion',
            constraint=tenancy.rls.RowLevelSecurity(name='reporting_statementversion_rls'),
        ),
        migrations.AddConstraint(
            model_name='statementversion',
            constraint=tenancy.rls.TenantKey(field='statement', name='reporting_statementversion_statement_tk'),
        ),
        migrations.AddConstraint(
            model_name='statementversion',
            constraint=tenancy.rls.TenantKey(field='document', name='reporting_statementversion_document_tk'),
        ),
        migrations.AddConstraint(
            model_name='statementversion',
            constraint=models.UniqueConstraint(fields=('tenant', 'public_id'), name='reporting_statementversion_public_id'),
        ),
    ]
