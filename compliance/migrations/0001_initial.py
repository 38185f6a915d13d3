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
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('rule', models.CharField(max_length=40, verbose_name='rule')),
                ('subject', models.CharField(blank=True, max_length=80, verbose_name='subject')),
                ('subject_label', models.CharField(blank=True, max_length=200, verbose_name='subject')),
                ('severity', models.CharField(choices=[('info', 'For information'), ('warning', 'Warning'), ('breach', 'Breach')], max_length=10, verbose_name='severity')),
                ('state', models.CharField(choices=[('open', 'Open'), ('acknowledged', 'Acknowledged'), ('cleared', 'Cleared'), ('closed', 'Closed')], default='open', max_length=15, verbose_name='state')),
                ('first_seen_on', models.DateField(verbose_name='first seen')),
                ('last_seen_on', models.DateField(verbose_name='last seen')),
                ('cleared_on', models.DateField(blank=True, null=True, verbose_name='cleared')),
                ('value', models.DecimalField(decimal_places=8, max_digits=28, null=True, verbose_name='value')),
                ('worst_value', models.DecimalField(decimal_places=8, max_digits=28, null=True, verbose_name='worst value')),
                ('limit', models.DecimalField(decimal_places=8, max_digits=28, null=True, verbose_name='limit')),
                ('facts', models.JSONField(default=dict, verbose_name='facts')),
                ('rule_pack', models.CharField(max_length=40, verbose_name='rule pack')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='due on')),
                ('mandate', tenancy.models.base.TenantForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolios.mandate')),
                ('notification', tenancy.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='clients.notification')),
                ('owner', tenancy.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.membership')),
                ('portfolio', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='portfolios.portfolio')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'alert',
            },
        ),
        migrations.CreateModel(
            name='AlertEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('kind', models.CharField(max_length=20, verbose_name='step')),
                ('on', models.DateField(verbose_name='date')),
                ('value', models.DecimalField(decimal_places=8, max_digits=28, null=True)),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('alert', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='compliance.alert')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'step of an alert',
            },
        ),
        migrations.CreateModel(
            name='DepreciationTrack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period_start', models.DateField()),
                ('on', models.DateField()),
                ('state', models.JSONField(default=dict)),
                ('portfolio', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portfolios.portfolio')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
        ),
        migrations.CreateModel(
            name='RulePack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('code', models.CharField(max_length=20, verbose_name='code')),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('effective_from', models.DateField(verbose_name='in force from')),
                ('parameters', models.JSONField(default=dict, verbose_name='parameters')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'rule pack',
            },
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(fields=['tenant', 'state', '-last_seen_on'], name='compliance_alert_queue'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'acknowledged'])), fields=('tenant', 'portfolio', 'rule', 'subject'), name='compliance_alert_one_open'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'acknowledged', 'cleared', 'closed'])), name='compliance_alert_state_known'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=tenancy.rls.RowLevelSecurity(name='compliance_alert_rls'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=tenancy.rls.TenantKey(field='portfolio', name='compliance_alert_portfolio_tk'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=tenancy.rls.TenantKey(field='mandate', name='compliance_alert_mandate_tk'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=tenancy.rls.TenantKey(field='owner', name='compliance_alert_owner_tk'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=tenancy.rls.TenantKey(field='notification', name='compliance_alert_notification_tk'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.UniqueConstraint(fields=('tenant', 'public_id'), name='compliance_alert_public_id'),
        ),
        migrations.AddConstraint(
            model_name='alertevent',
            constraint=tenancy.rls.RowLevelSecurity(name='compliance_alertevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='alertevent',
            constraint=tenancy.rls.TenantKey(field='alert', name='compliance_alertevent_alert_tk'),
        ),
        migrations.AddConstraint(
            model_name='alertevent',
            constraint=models.UniqueConstraint(fields=('tenant', 'public_id'), name='compliance_alertevent_public_id'),
        ),
        migrations.AddConstraint(
            model_name='alertevent',
            constraint=tenancy.rls.AppendOnly(name='compliance_alertevent_append_only'),
        ),
        migrations.AddConstraint(
            model_name='depreciationtrack',
            constraint=models.UniqueConstraint(fields=('tenant', 'portfolio', 'period_start'), name='compliance_depreciation_period'),
        ),
        migrations.AddConstraint(
            model_name='depreciationtrack',
            constraint=tenancy.rls.RowLevelSecurity(name='compliance_depreciationtrack_rls'),
        ),
        migrations.AddConstraint(
            model_name='depreciationtrack',
            constraint=tenancy.rls.TenantKey(field='portfolio', name='compliance_depreciationtrack_portfolio_tk'),
        ),
        migrations.AddConstraint(
            model_name='rulepack',
            constraint=models.UniqueConstraint(fields=('tenant', 'code', 'version'), name='compliance_rulepack_version'),
        ),
        migrations.AddConstraint(
            model_name='rulepack',
            constraint=tenancy.rls.RowLevelSecurity(name='compliance_rulepack_rls'),
        ),
        migrations.AddConstraint(
            model_name='rulepack',
            constraint=models.UniqueConstraint(fields=('tenant', 'public_id'), name='compliance_rulepack_public_id'),
        ),
    ]
