import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import tenancy.models.base
import tenancy.rls
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('tenancy', '0003_generic_grants_stay_empty'),
    ]

    operations = [
        migrations.CreateModel(
            name='Household',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('reference', models.CharField(max_length=40, verbose_name='reference')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'household',
            },
        ),
        migrations.CreateModel(
            name='Client',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('reference', models.CharField(max_length=40, verbose_name='reference')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('kind', models.CharField(choices=[('person', 'Person'), ('entity', 'Entity')], default='person', max_length=10, verbose_name='kind')),
                ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', 'Simplified Chinese')], default='en', max_length=10, verbose_name='language')),
                ('classification', models.CharField(choices=[('retail', 'Retail'), ('professional', 'Professional'), ('eligible_counterparty', 'Eligible counterparty')], default='retail', max_length=30, verbose_name='classification')),
                ('wants_depreciation_notice', models.BooleanField(default=False, verbose_name='asked for the 10 % notice')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('address', models.CharField(blank=True, max_length=400, verbose_name='address')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('born_on', models.DateField(blank=True, null=True, verbose_name='date of birth or foundation')),
                ('tax_country', models.CharField(blank=True, max_length=2, verbose_name='tax residence')),
                ('lei', models.CharField(blank=True, max_length=20, verbose_name='legal entity identifier')),
                ('sort_name', models.CharField(default='', editable=False, max_length=400)),
                ('search', models.CharField(default='', editable=False, max_length=1000)),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
                ('household', tenancy.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clients', to='clients.household', verbose_name='household')),
            ],
            options={
                'verbose_name': 'client',
            },
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('kind', models.CharField(choices=[('alert', 'Monitoring notice'), ('depreciation', 'Notice of a fall in value'), ('statement', 'New statement'), ('message', 'Message')], max_length=20, verbose_name='kind')),
                ('code', models.CharField(max_length=60)),
                ('parameters', models.JSONField(default=dict)),
                ('key', models.CharField(max_length=200)),
                ('on', models.DateField(verbose_name='date')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='due on')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read')),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True, verbose_name='acknowledged')),
                ('acknowledged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('client', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notifications', to='clients.client')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'notice',
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('address', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('sent', 'Sent'), ('failed', 'Failed')], default='queued', max_length=10, verbose_name='state')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                ('error', models.CharField(blank=True, max_length=500, verbose_name='error')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
                ('notification', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='clients.notification')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
            },
        ),
        migrations.CreateModel(
            name='Relationship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('kind', models.CharField(choices=[('spouse', 'Spouse'), ('parent', 'Parent'), ('child', 'Child'), ('beneficial_owner', 'Beneficial owner'), ('signatory', 'Authorised signatory'), ('attorney', 'Holder of a power of attorney'), ('other', 'Other')], max_length=20, verbose_name='kind')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('client', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relationships', to='clients.client')),
                ('related', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clients.client', verbose_name='related client')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'relationship',
            },
        ),
        migrations.CreateModel(
            name='RiskProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('assessed_on', models.DateField(verbose_name='assessed on')),
                ('tolerance', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='risk tolerance')),
                ('capacity', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='capacity for loss')),
                ('category', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='category')),
                ('valid_until', models.DateField(verbose_name='valid until')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('assessed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('client', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='risk_profiles', to='clients.client')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'risk profile',
                'get_latest_by': ['assessed_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ClientDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('kind', models.CharField(choices=[('identity', 'Proof of identity'), ('address', 'Proof of address'), ('contract', 'Contract or mandate'), ('tax', 'Tax document'), ('wealth', 'Source of wealth'), ('other', 'Other')], max_length=20, verbose_name='kind')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('expires_on', models.DateField(blank=True, null=True, verbose_name='expires on')),
                ('is_shared', models.BooleanField(default=False, verbose_name='shown to the client')),
                ('client', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='clients.client')),
                ('document', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.document')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'client document',
                'constraints': [tenancy.rls.RowLevelSecurity(name='clients_clientdocument_rls'), tenancy.rls.TenantKey(field='client', name='clients_clientdocument_client_tk'), tenancy.rls.TenantKey(field='document', name='clients_clientdocument_document_tk'), models.UniqueConstraint(fields=('tenant', 'public_id'), name='clients_clientdocument_public_id')],
            },
        ),
        migrations.CreateModel(
            name='ClientTeamGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, to='clients.client')),
                ('group', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, to='tenancy.team')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('tenant', 'group', 'permission', 'content_object'), name='clients_clientteamgrant_once'), tenancy.rls.RowLevelSecurity(name='clients_clientteamgrant_rls'), tenancy.rls.TenantKey(field='group', name='clients_clientteamgrant_group_tk'), tenancy.rls.TenantKey(field='content_object', name='clients_clientteamgrant_content_object_tk')],
            },
        ),
        migrations.CreateModel(
            name='ClientUserGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, to='clients.client')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('tenant', 'user', 'permission', 'content_object'), name='clients_clientusergrant_once'), tenancy.rls.RowLevelSecurity(name='clients_clientusergrant_rls'), tenancy.rls.TenantKey(field='content_object', name='clients_clientusergrant_content_object_tk')],
            },
        ),
        migrations.CreateModel(
            name='ContactNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('on', models.DateField(verbose_name='date')),
                ('channel', models.CharField(choices=[('meeting', 'Meeting'), ('call', 'Call'), ('email', 'E-mail'), ('letter', 'Letter'), ('other', 'Other')], max_length=20, verbose_name='channel')),
                ('summary', models.TextField(max_length=4000, verbose_name='summary')),
                ('next_step', models.CharField(blank=True, max_length=300, verbose_name='next step')),
                ('next_step_on', models.DateField(blank=True, null=True, verbose_name='due on')),
                ('is_done', models.BooleanField(default=False, verbose_name='done')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('client', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='clients.client')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'contact note',
                'indexes': [models.Index(fields=['tenant', 'client', '-on'], name='clients_note_latest')],
                'constraints': [tenancy.rls.RowLevelSecurity(name='clients_contactnote_rls'), tenancy.rls.TenantKey(field='client', name='clients_contactnote_client_tk'), models.UniqueConstraint(fields=('tenant', 'public_id'), name='clients_contactnote_public_id')],
            },
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('name', models.CharField(max_length=200, verbose_name='goal')),
                ('target_amount', models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name='target amount')),
                ('currency', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                ('target_on', models.DateField(blank=True, null=True, verbose_name='by')),
                ('is_reached', models.BooleanField(default=False, verbose_name='reached')),
                ('client', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='clients.client')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'goal',
                'constraints': [tenancy.rls.RowLevelSecurity(name='clients_goal_rls'), tenancy.rls.TenantKey(field='client', name='clients_goal_client_tk'), models.UniqueConstraint(fields=('tenant', 'public_id'), name='clients_goal_public_id')],
            },
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.UniqueConstraint(fields=('tenant', 'reference'), name='clients_household_reference'),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=tenancy.rls.RowLevelSecurity(name='clients_household_rls'),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.UniqueConstraint(fields=('tenant', 'public_id'), name='clients_household_public_id'),
        ),
        migrations.AddIndex(
            model_name='client',
            index=models.Index(fields=['tenant', 'sort_name', 'id'], name='clients_client_sort'),
        ),
        migrations.AddIndex(
            model_name='client',
            index=models.Index(fields=['tenant', 'updated_at'], name='clients_client_updated'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.UniqueConstraint(fields=('tenant', 'reference'), name='clients_client_reference'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['person', 'entity'])), name='clients_client_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.CheckConstraint(condition=models.Q(('classification__in', ['retail', 'professional', 'eligible_counterparty'])), name='clients_client_class_known'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ['en', 'zh-hans'])), name='clients_client_language_known'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=tenancy.rls.RowLevelSecurity(name='clients_client_rls'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=tenancy.rls.TenantKey(field='household', name='clients_client_household_tk'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.UniqueConstraint(fields=('tenant', 'public_id'), name='clients_client_public_id'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(fields=['tenant', 'client', '-id'], name='clients_notification_latest'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.UniqueConstraint(fields=('tenant', 'key'), name='clients_notification_key'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=tenancy.rls.RowLevelSecurity(name='clients_notification_rls'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=tenancy.rls.TenantKey(field='client', name='clients_notification_client_tk'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.UniqueConstraint(fields=('tenant', 'public_id'), name='clients_notification_public_id'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('tenant', 'notification', 'address'), name='clients_delivery_once'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=tenancy.rls.RowLevelSecurity(name='clients_delivery_rls'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=tenancy.rls.TenantKey(field='notification', name='clients_delivery_notification_tk'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('tenant', 'public_id'), name='clients_delivery_public_id'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=models.UniqueConstraint(fields=('tenant', 'client', 'related', 'kind'), name='clients_relationship_once'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=models.CheckConstraint(condition=models.Q(('client', models.F('related')), _negated=True), name='clients_relationship_two_clients'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=tenancy.rls.RowLevelSecurity(name='clients_relationship_rls'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=tenancy.rls.TenantKey(field='client', name='clients_relationship_client_tk'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=tenancy.rls.TenantKey(field='related', name='clients_relationship_related_tk'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=models.UniqueConstraint(fields=('tenant', 'public_id'), name='clients_relationship_public_id'),
        ),
        migrations.AddIndex(
            model_name='riskprofile',
            index=models.Index(fields=['tenant', 'client', '-assessed_on'], name='clients_riskprofile_latest'),
        ),
        migrations.AddConstraint(
            model_name='riskprofile',
            constraint=models.CheckConstraint(condition=models.Q(('category__lte', models.F('tolerance')), ('category__lte', models.F('capacity'))), name='clients_riskprofile_not_above'),
        ),
        migrations.AddConstraint(
            model_name='riskprofile',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__gt', models.F('assessed_on'))), name='clients_riskprofile_dates'),
        ),
        migrations.AddConstraint(
            model_name='riskprofile',
            constraint=tenancy.rls.RowLevelSecurity(name='clients_riskprofile_rls'),
        ),
        migrations.AddConstraint(
            model_name='riskprofile',
            constraint=tenancy.rls.TenantKey(field='client', name='clients_riskprofile_client_tk'),
        ),
        migrations.AddConstraint(
            model_name='riskprofile',
            constraint=models.UniqueConstraint(fields=('tenant', 'public_id'), name='clients_riskprofile_public_id'),
        ),
        migrations.AddConstraint(
            model_name='riskprofile',
            constraint=tenancy.rls.AppendOnly(name='clients_riskprofile_append_only'),
        ),
    ]
