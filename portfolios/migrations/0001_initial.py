import django.db.models.deletion
import django.db.models.functions.datetime
import tenancy.models.base
import tenancy.rls
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('clients', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('kind', models.CharField(choices=[('cash', 'Cash account'), ('custody', 'Custody account')], max_length=10, verbose_name='kind')),
                ('currency', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                ('number', models.CharField(max_length=60, verbose_name='number')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('custodian', models.CharField(blank=True, max_length=200, verbose_name='custodian')),
                ('cash_account', tenancy.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolios.account', verbose_name='cash account')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'account',
            },
        ),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('kind', models.CharField(choices=[('transactions', 'Transactions'), ('prices', 'Prices'), ('fx_rates', 'Exchange rates'), ('opening_positions', 'Opening positions (take-on)'), ('instruments', 'Instruments'), ('custodian_positions', "Custodian's positions and cash (comparison)")], max_length=30, verbose_name='kind')),
                ('sha256', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('uploaded', 'Uploaded'), ('parsed', 'Ready to confirm'), ('refused', 'Has errors'), ('committing', 'Being posted'), ('committed', 'Posted'), ('discarded', 'Discarded')], default='uploaded', max_length=20, verbose_name='state')),
                ('as_of', models.DateField(blank=True, null=True, verbose_name='date of the list')),
                ('encoding', models.CharField(blank=True, max_length=20, verbose_name='encoding')),
                ('delimiter', models.CharField(blank=True, max_length=5, verbose_name='delimiter')),
                ('decimal_mark', models.CharField(blank=True, max_length=5, verbose_name='decimal mark')),
                ('row_count', models.PositiveIntegerField(default=0, verbose_name='rows')),
                ('error_count', models.PositiveIntegerField(default=0, verbose_name='errors')),
                ('posted_count', models.PositiveIntegerField(default=0, verbose_name='posted')),
                ('duplicate_count', models.PositiveIntegerField(default=0, verbose_name='already known')),
                ('committed_at', models.DateTimeField(blank=True, null=True, verbose_name='posted at')),
                ('document', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.document')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'import',
            },
        ),
        migrations.CreateModel(
            name='ImportRowError',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField(verbose_name='line')),
                ('field', models.CharField(blank=True, max_length=60, verbose_name='field')),
                ('code', models.CharField(max_length=60, verbose_name='reason')),
                ('parameters', models.JSONField(default=dict)),
                ('batch', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='errors', to='portfolios.importbatch')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'import error',
                'ordering': ['line', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Instrument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('symbol', models.CharField(blank=True, max_length=40, verbose_name='symbol')),
                ('isin', models.CharField(blank=True, max_length=12, verbose_name='ISIN')),
                ('mic', models.CharField(blank=True, max_length=4, verbose_name='market (MIC)')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('asset_class', models.CharField(choices=[('cash', 'Cash'), ('equity', 'Equities'), ('bond', 'Bonds'), ('fund', 'Mixed funds'), ('real_estate', 'Real estate'), ('commodity', 'Commodities'), ('alternative', 'Alternatives'), ('other', 'Other')], max_length=20, verbose_name='asset class')),
                ('price_factor', models.DecimalField(decimal_places=8, default=Decimal('1'), max_digits=12, verbose_name='price factor')),
                ('max_age', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='price valid for business days')),
                ('issuer', models.CharField(blank=True, max_length=200, verbose_name='issuer')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('sector', models.CharField(blank=True, max_length=100, verbose_name='sector')),
                ('risk_class', models.CharField(blank=True, choices=[('R1', 'R1'), ('R2', 'R2'), ('R3', 'R3'), ('R4', 'R4'), ('R5', 'R5')], max_length=2, verbose_name='risk class')),
                ('ongoing_charge', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='ongoing charge')),
                ('coupon_rate', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='coupon rate')),
                ('coupon_frequency', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='coupons a year')),
                ('day_count', models.CharField(blank=True, max_length=20, verbose_name='day count')),
                ('issued_on', models.DateField(blank=True, null=True, verbose_name='issued on')),
                ('matures_on', models.DateField(blank=True, null=True, verbose_name='matures on')),
                ('is_synthetic', models.BooleanField(default=False, verbose_name='prices are derived, not quoted')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'instrument',
            },
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('type', models.CharField(choices=[('execution_only', 'Execution only'), ('advisory', 'Advisory'), ('discretionary', 'Discretionary')], max_length=20, verbose_name='type')),
                ('effective_from', models.DateField(verbose_name='in force from')),
                ('rule_pack', models.CharField(max_length=20, verbose_name='rule pack')),
                ('rebalanced', models.CharField(choices=[('never', 'Never'), ('daily', 'Daily'), ('monthly', 'Monthly'), ('quarterly', 'Quarterly'), ('yearly', 'Yearly')], default='monthly', max_length=10, verbose_name='benchmark rebalanced')),
                ('cadence', models.CharField(choices=[('monthly', 'Monthly'), ('quarterly', 'Quarterly')], default='quarterly', max_length=10, verbose_name='statements')),
                ('has_leverage', models.BooleanField(default=False, verbose_name='may be leveraged')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'mandate',
            },
        ),
        migrations.CreateModel(
            name='Limit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=40, verbose_name='rule')),
                ('subject', models.CharField(blank=True, max_length=60, verbose_name='subject')),
                ('value', models.DecimalField(decimal_places=8, max_digits=24, verbose_name='value')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
                ('mandate', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='limits', to='portfolios.mandate')),
            ],
            options={
                'verbose_name': 'limit',
            },
        ),
        migrations.CreateModel(
            name='BenchmarkPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight', models.DecimalField(decimal_places=8, max_digits=9, verbose_name='weight')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
                ('instrument', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolios.instrument')),
                ('mandate', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='benchmark', to='portfolios.mandate')),
            ],
            options={
                'verbose_name': 'benchmark part',
            },
        ),
        migrations.CreateModel(
            name='AllocationTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asset_class', models.CharField(choices=[('cash', 'Cash'), ('equity', 'Equities'), ('bond', 'Bonds'), ('fund', 'Mixed funds'), ('real_estate', 'Real estate'), ('commodity', 'Commodities'), ('alternative', 'Alternatives'), ('other', 'Other')], max_length=20, verbose_name='asset class')),
                ('target', models.DecimalField(decimal_places=8, max_digits=9, verbose_name='target')),
                ('minimum', models.DecimalField(decimal_places=8, max_digits=9, verbose_name='minimum')),
                ('maximum', models.DecimalField(decimal_places=8, max_digits=9, verbose_name='maximum')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
                ('mandate', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocation', to='portfolios.mandate')),
            ],
            options={
                'verbose_name': 'allocation target',
            },
        ),
        migrations.CreateModel(
            name='Portfolio',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('reference', models.CharField(max_length=40, verbose_name='reference')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('cost_method', models.CharField(choices=[('fifo', 'First in, first out'), ('average', 'Average cost'), ('specific', 'Chosen lots')], default='fifo', max_length=10, verbose_name='cost method')),
                ('flow_timing', models.CharField(blank=True, choices=[('start', 'At the start of the day'), ('end', 'At the end of the day'), ('in_start_out_end', 'Inflows at the start, outflows at the end of the day')], max_length=20, verbose_name='flow timing')),
                ('lot_pool', models.CharField(choices=[('portfolio', 'By portfolio'), ('account', 'By custody account')], default='portfolio', max_length=10, verbose_name='lots are pooled')),
                ('opened_on', models.DateField(verbose_name='opened on')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('stale_from', models.DateField(blank=True, editable=False, null=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('client', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='portfolios', to='clients.client')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'portfolio',
            },
        ),
        migrations.AddField(
            model_name='mandate',
            name='portfolio',
            field=tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='portfolios.portfolio'),
        ),
        migrations.CreateModel(
            name='Holding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.DecimalField(decimal_places=8, max_digits=24, verbose_name='quantity')),
                ('quantity_settled', models.DecimalField(decimal_places=8, max_digits=24, verbose_name='settled quantity')),
                ('settled_on', models.DateField()),
                ('cost_basis', models.DecimalField(decimal_places=8, max_digits=28, verbose_name='cost basis')),
                ('account', tenancy.models.base.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolios.account')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
                ('instrument', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='portfolios.instrument')),
                ('portfolio', tenancy.models.base.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='holdings', to='portfolios.portfolio')),
            ],
            options={
                'verbose_name': 'holding',
            },
        ),
        migrations.CreateModel(
            name='CashBalance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('balance', models.DecimalField(decimal_places=4, max_digits=24, verbose_name='balance')),
                ('balance_settled', models.DecimalField(decimal_places=4, max_digits=24, verbose_name='settled balance')),
                ('settled_on', models.DateField()),
                ('account', tenancy.models.base.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolios.account')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
                ('portfolio', tenancy.models.base.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='cash_balances', to='portfolios.portfolio')),
            ],
            options={
                'verbose_name': 'cash balance',
            },
        ),
        migrations.AddField(
            model_name='account',
            name='portfolio',
            field=tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='portfolios.portfolio'),
        ),
        migrations.CreateModel(
            name='PortfolioTeamGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, to='portfolios.portfolio')),
                ('group', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, to='tenancy.team')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PortfolioUserGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, to='portfolios.portfolio')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Price',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='date')),
                ('price', models.DecimalField(decimal_places=12, max_digits=24, verbose_name='price')),
                ('source', models.CharField(blank=True, max_length=60, verbose_name='source')),
                ('kind', models.CharField(default='close', max_length=20, verbose_name='kind')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('instrument', tenancy.models.base.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='prices', to='portfolios.instrument')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'price',
            },
        ),
        migrations.CreateModel(
            name='Reconciliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('as_of', models.DateField(verbose_name='as of')),
                ('compared_count', models.PositiveIntegerField(default=0, verbose_name='lines compared')),
                ('break_count', models.PositiveIntegerField(default=0, verbose_name='differences')),
                ('batch', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolios.importbatch')),
                ('performed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'reconciliation',
            },
        ),
        migrations.CreateModel(
            name='ReconciliationBreak',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('currency', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                ('book_quantity', models.DecimalField(decimal_places=8, max_digits=24, verbose_name='book')),
                ('custodian_quantity', models.DecimalField(decimal_places=8, max_digits=24, verbose_name='custodian')),
                ('state', models.CharField(choices=[('open', 'Open'), ('resolved', 'Resolved'), ('explained', 'Explained')], default='open', max_length=10, verbose_name='state')),
                ('explanation', models.CharField(blank=True, max_length=500, verbose_name='explanation')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('account', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolios.account')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('instrument', tenancy.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolios.instrument')),
                ('portfolio', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='breaks', to='portfolios.portfolio')),
                ('reconciliation', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='breaks', to='portfolios.reconciliation')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'difference',
            },
        ),
        migrations.CreateModel(
            name='Transaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=tenancy.models.base.UuidV7(), editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('external_id', models.CharField(blank=True, max_length=100, verbose_name='external id')),
                ('content_hash', models.CharField(max_length=64)),
                ('type', models.CharField(choices=[('buy', 'Buy'), ('sell', 'Sell'), ('deposit', 'Deposit'), ('withdrawal', 'Withdrawal'), ('transfer_in', 'Transfer in'), ('transfer_out', 'Transfer out'), ('dividend', 'Dividend'), ('interest', 'Interest'), ('interest_charge', 'Interest charged'), ('coupon', 'Coupon'), ('fee', 'Fee'), ('fee_refund', 'Refund of a fee'), ('tax', 'Tax'), ('tax_refund', 'Refund of a tax'), ('fx', 'Currency exchange'), ('split', 'Split'), ('stock_dividend', 'Stock dividend'), ('spin_off', 'Spin-off'), ('merger', 'Merger'), ('redemption', 'Redemption'), ('return_of_capital', 'Return of capital')], max_length=20, verbose_name='type')),
                ('trade_date', models.DateField(verbose_name='trade date')),
                ('settlement_date', models.DateField(verbose_name='settlement date')),
                ('sequence', models.IntegerField(blank=True, null=True, verbose_name='order of the day')),
                ('quantity', models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True, verbose_name='quantity')),
                ('price', models.DecimalField(blank=True, decimal_places=12, max_digits=24, null=True, verbose_name='price')),
                ('currency', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                ('amount', models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name='amount')),
                ('fee', models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name='fee')),
                ('tax', models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name='tax')),
                ('fee_kind', models.CharField(blank=True, choices=[('management', 'Management fee'), ('performance', 'Performance fee'), ('custody', 'Custody fee'), ('transaction', 'Transaction cost'), ('product', 'Product cost'), ('third_party', 'Third-party payment'), ('other', 'Other fee')], max_length=20, verbose_name='kind of fee')),
                ('is_paid_externally', models.BooleanField(default=False, verbose_name='paid from outside')),
                ('fx_rate', models.DecimalField(blank=True, decimal_places=12, max_digits=24, null=True, verbose_name='exchange rate')),
                ('accrued_interest', models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name='accrued interest')),
                ('ex_date', models.DateField(blank=True, null=True, verbose_name='ex date')),
                ('is_external', models.BooleanField(default=True, verbose_name='with the outside')),
                ('transfer_group', models.CharField(blank=True, max_length=100, verbose_name='transfer group')),
                ('counter_currency', models.CharField(blank=True, max_length=3, verbose_name='other currency')),
                ('counter_amount', models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name='other amount')),
                ('ratio', models.DecimalField(blank=True, decimal_places=12, max_digits=24, null=True, verbose_name='ratio')),
                ('cost_share', models.DecimalField(blank=True, decimal_places=10, max_digits=12, null=True, verbose_name='share of cost')),
                ('cash_in_lieu', models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name='cash in lieu')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('reversal_reason', models.CharField(blank=True, max_length=500, verbose_name='reason of the reversal')),
                ('account', tenancy.models.base.TenantForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolios.account', verbose_name='custody account')),
                ('cash_account', tenancy.models.base.TenantForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolios.account', verbose_name='cash account')),
                ('counter_cash_account', tenancy.models.base.TenantForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolios.account')),
                ('import_batch', tenancy.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transactions', to='portfolios.importbatch')),
                ('instrument', tenancy.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolios.instrument', verbose_name='instrument')),
                ('portfolio', tenancy.models.base.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='transactions', to='portfolios.portfolio')),
                ('posted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('related_instrument', tenancy.models.base.TenantForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolios.instrument')),
                ('reverses', tenancy.models.base.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversals', to='portfolios.transaction')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'transaction',
            },
        ),
        migrations.CreateModel(
            name='TaxLot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('acquired_on', models.DateField(verbose_name='acquired on')),
                ('quantity', models.DecimalField(decimal_places=8, max_digits=24, verbose_name='quantity')),
                ('cost', models.DecimalField(decimal_places=8, max_digits=28, verbose_name='cost')),
                ('fx_rate', models.DecimalField(decimal_places=12, max_digits=24, null=True, verbose_name='exchange rate')),
                ('account', tenancy.models.base.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolios.account')),
                ('instrument', tenancy.models.base.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolios.instrument')),
                ('portfolio', tenancy.models.base.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tax_lots', to='portfolios.portfolio')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
                ('opened_by', tenancy.models.base.TenantForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolios.transaction')),
            ],
            options={
                'verbose_name': 'tax lot',
            },
        ),
        migrations.CreateModel(
            name='TransactionLot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('quantity', models.DecimalField(decimal_places=8, max_digits=24, verbose_name='quantity')),
                ('acquired_on', models.DateField(verbose_name='acquired on')),
                ('cost', models.DecimalField(decimal_places=8, max_digits=24, null=True, verbose_name='cost')),
                ('fx_rate', models.DecimalField(decimal_places=12, max_digits=24, null=True, verbose_name='exchange rate')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
                ('transaction', tenancy.models.base.TenantForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='portfolios.transaction')),
            ],
            options={
                'verbose_name': 'lot of a transaction',
            },
        ),
        migrations.CreateModel(
            name='Valuation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='date')),
                ('market_value', models.DecimalField(decimal_places=8, max_digits=28, null=True, verbose_name='market value')),
                ('cash', models.DecimalField(decimal_places=8, max_digits=28, null=True, verbose_name='cash')),
                ('inflow', models.DecimalField(decimal_places=8, max_digits=28, verbose_name='inflow')),
                ('outflow', models.DecimalField(decimal_places=8, max_digits=28, verbose_name='outflow')),
                ('inflow_in_kind', models.DecimalField(decimal_places=8, max_digits=28, verbose_name='of it in kind')),
                ('management_fees', models.DecimalField(decimal_places=8, max_digits=28, verbose_name='management fees')),
                ('net_purchases', models.DecimalField(decimal_places=8, max_digits=28, verbose_name='net purchases')),
                ('state', models.CharField(choices=[('complete', 'Complete'), ('estimated', 'Estimated'), ('incomplete', 'Incomplete')], max_length=12, verbose_name='state')),
                ('missing', models.JSONField(default=list, verbose_name='missing')),
                ('portfolio', tenancy.models.base.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='valuations', to='portfolios.portfolio')),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'valuation',
            },
        ),
        migrations.CreateModel(
            name='FxRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('base', models.CharField(max_length=3, verbose_name='base currency')),
                ('quote', models.CharField(max_length=3, verbose_name='quoted currency')),
                ('on', models.DateField(verbose_name='date')),
                ('rate', models.DecimalField(decimal_places=12, max_digits=24, verbose_name='rate')),
                ('source', models.CharField(blank=True, max_length=60, verbose_name='source')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('tenant', tenancy.models.base.TenantField(related_name='+')),
            ],
            options={
                'verbose_name': 'exchange rate',
                'indexes': [models.Index(fields=['tenant', 'base', 'quote', '-on', '-id'], include=('rate',), name='portfolios_fxrate_lookup')],
                'constraints': [models.CheckConstraint(condition=models.Q(('rate__gt', 0)), name='portfolios_fxrate_positive'), models.CheckConstraint(condition=models.Q(('base', models.F('quote')), _negated=True), name='portfolios_fxrate_two_currencies'), tenancy.rls.RowLevelSecurity(name='portfolios_fxrate_rls'), tenancy.rls.AppendOnly(name='portfolios_fxrate_append_only')],
            },
        ),
        migrations.AddIndex(
            model_name='importbatch',
            index=models.Index(fields=['tenant', '-id'], name='portfolios_importbatch_latest'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['discarded', 'refused']), _negated=True), fields=('tenant', 'kind', 'sha256'), name='portfolios_importbatch_once'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=tenancy.rls.RowLevelSecurity(name='portfolios_importbatch_rls'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=tenancy.rls.TenantKey(field='document', name='portfolios_importbatch_document_tk'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.UniqueConstraint(fields=('tenant', 'public_id'), name='portfolios_importbatch_public_id'),
        ),
        migrations.AddConstraint(
            model_name='importrowerror',
            constraint=tenancy.rls.RowLevelSecurity(name='portfolios_importrowerror_rls'),
        ),
        migrations.AddConstraint(
            model_name='importrowerror',
            constraint=tenancy.rls.TenantKey(field='batch', name='portfolios_importrowerror_batch_tk'),
        ),
        migrations.AddIndex(
            model_name='instrument',
            index=models.Index(fields=['tenant', 'symbol'], name='portfolios_instrument_sym'),
        ),
        migrations.AddConstraint(
            model_name='instrument',
            constraint=models.UniqueConstraint(condition=models.Q(('isin', ''), _negated=True), fields=('tenant', 'isin', 'currency', 'mic'), name='portfolios_instrument_isin'),
        ),
        migrations.AddConstraint(
            model_name='instrument',
            constraint=models.UniqueConstraint(condition=models.Q(('isin', ''), models.Q(('symbol', ''), _negated=True)), fields=('tenant', 'symbol', 'currency', 'mic'), name='portfolios_instrument_symbol'),
        ),
        migrations.AddConstraint(
            model_name='instrument',
            constraint=models.CheckConstraint(condition=models.Q(('asset_class__in', ['cash', 'equity', 'bond', 'fund', 'real_estate', 'commodity', 'alternative', 'other'])), name='portfolios_instrument_class_known'),
        ),
        migrations.AddConstraint(
            model_name='instrument',
            constraint=models.CheckConstraint(condition=models.Q(('price_factor__gt', 0)), name='portfolios_instrument_factor'),
        ),
        migrations.AddConstraint(
            model_name='instrument',
            constraint=tenancy.rls.RowLevelSecurity(name='portfolios_instrument_rls'),
        ),
        migrations.AddConstraint(
            model_name='instrument',
            constraint=models.UniqueConstraint(fields=('tenant', 'public_id'), name='portfolios_instrument_public_id'),
        ),
        migrations.AddConstraint(
            model_name='limit',
            constraint=models.UniqueConstraint(fields=('tenant', 'mandate', 'rule', 'subject'), name='portfolios_limit_once'),
        ),
        migrations.AddConstraint(
            model_name='limit',
            constraint=tenancy.rls.RowLevelSecurity(name='portfolios_limit_rls'),
        ),
        migrations.AddConstraint(
            model_name='limit',
            constraint=tenancy.rls.TenantKey(field='mandate', name='portfolios_limit_mandate_tk'),
        ),
        migrations.AddConstraint(
            model_name='limit',
            constraint=tenancy.rls.AppendOnly(name='portfolios_limit_append_only'),
        ),
        migrations.AddConstraint(
            model_name='benchmarkpart',
            constraint=models.UniqueConstraint(fields=('tenant', 'mandate', 'instrument'), name='portfolios_benchmark_once'),
        ),
        migrations.AddConstraint(
            model_name='benchmarkpart',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gt', 0), ('weight__lte', 1)), name='portfolios_benchmark_weight'),
        ),
        migrations.AddConstraint(
            model_name='benchmarkpart',
            constraint=tenancy.rls.RowLevelSecurity(name='portfolios_benchmarkpart_rls'),
        ),
        migrations.AddConstraint(
            model_name='benchmarkpart',
            constraint=tenancy.rls.TenantKey(field='mandate', name='portfolios_benchmarkpart_mandate_tk'),
        ),
        migrations.AddConstraint(
            model_name='benchmarkpart',
            constraint=tenancy.rls.TenantKey(field='instrument', name='portfolios_benchmarkpart_instrument_tk'),
        ),
        migrations.AddConstraint(
            model_name='benchmarkpart',
            constraint=tenancy.rls.AppendOnly(name='portfolios_benchmarkpart_append_only'),
        ),
        migrations.AddConstraint(
            model_name='allocationtarget',
            constraint=models.UniqueConstraint(fields=('tenant', 'mandate', 'asset_class'), name='portfolios_allocation_once'),
        ),
        migrations.AddConstraint(
            model_name='allocationtarget',
            constraint=models.CheckConstraint(condition=models.Q(('minimum__gte', 0), ('minimum__lte', models.F('target')), ('target__lte', models.F('maximum'))), name='portfolios_allocation_order'),
        ),
        migrations.AddConstraint(
            model_name='allocationtarget',
            constraint=tenancy.rls.RowLevelSecurity(name='portfolios_allocationtarget_rls'),
        ),
        migrations.AddConstraint(
            model_name='allocationtarget',
            constraint=tenancy.rls.TenantKey(field='mandate', name='portfolios_allocationtarget_mandate_tk'),
        ),
        migrations.AddConstraint(
            model_name='allocationtarget',
            constraint=tenancy.rls.AppendOnly(name='portfolios_allocationtarget_append_only'),
        ),
        migrations.AddIndex(
            model_name='portfolio',
            index=models.Index(fields=['tenant', 'client'], name='portfolios_portfolio_client'),
        ),
        migrations.AddConstraint(
            model_name='portfolio',
            constraint=models.UniqueConstraint(fields=('tenant', 'reference'), name='portfolios_portfolio_reference'),
        ),
        migrations.AddConstraint(
            model_name='portfolio',
            constraint=models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('closed_on__gte', models.F('opened_on')), _connector='OR'), name='portfolios_portfolio_dates'),
        ),
        migrations.AddConstraint(
            model_name='portfolio',
            constraint=tenancy.rls.RowLevelSecurity(name='portfolios_portfolio_rls'),
        ),
        migrations.AddConstraint(
            model_name='portfolio',
            constraint=tenancy.rls.TenantKey(field='client', name='portfolios_portfolio_client_tk'),
        ),
        migrations.AddConstraint(
            model_name='portfolio',
            constraint=models.UniqueConstraint(fields=('tenant', 'public_id'), name='portfolios_portfolio_public_id'),
        ),
        migrations.AddIndex(
            model_name='mandate',
            index=models.Index(fields=['tenant', 'portfolio', '-effective_from', '-version'], name='portfolios_mandate_current'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.UniqueConstraint(fields=('tenant', 'portfolio', 'version'), name='portfolios_mandate_version'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=tenancy.rls.RowLevelSecurity(name='portfolios_mandate_rls'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=tenancy.rls.TenantKey(field='portfolio', name='portfolios_mandate_portfolio_tk'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.UniqueConstraint(fields=('tenant', 'public_id'), name='portfolios_mandate_public_id'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=tenancy.rls.AppendOnly(name='portfolios_mandate_append_only'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.UniqueConstraint(fields=('tenant', 'portfolio', 'account', 'instrument'), name='portfolios_holding_once'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=tenancy.rls.RowLevelSecurity(name='portfolios_holding_rls'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=tenancy.rls.TenantKey(field='portfolio', name='portfolios_holding_portfolio_tk'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=tenancy.rls.TenantKey(field='account', name='portfolios_holding_account_tk'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=tenancy.rls.TenantKey(field='instrument', name='portfolios_holding_instrument_tk'),
        ),
        migrations.AddConstraint(
            model_name='cashbalance',
            constraint=models.UniqueConstraint(fields=('tenant', 'portfolio', 'account'), name='portfolios_cashbalance_once'),
        ),
        migrations.AddConstraint(
            model_name='cashbalance',
            constraint=tenancy.rls.RowLevelSecurity(name='portfolios_cashbalance_rls'),
        ),
        migrations.AddConstraint(
            model_name='cashbalance',
            constraint=tenancy.rls.TenantKey(field='portfolio', name='portfolios_cashbalance_portfolio_tk'),
        ),
        migrations.AddConstraint(
            model_name='cashbalance',
            constraint=tenancy.rls.TenantKey(field='account', name='portfolios_cashbalance_account_tk'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.UniqueConstraint(fields=('tenant', 'portfolio', 'number'), name='portfolios_account_number'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('currency', ''), ('kind', 'custody')), models.Q(('kind', 'cash'), models.Q(('currency', ''), _negated=True)), _connector='OR'), name='portfolios_account_kind'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=tenancy.rls.RowLevelSecurity(name='portfolios_account_rls'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=tenancy.rls.TenantKey(field='portfolio', name='portfolios_account_portfolio_tk'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=tenancy.rls.TenantKey(field='cash_account', name='portfolios_account_cash_account_tk'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.UniqueConstraint(fields=('tenant', 'public_id'), name='portfolios_account_public_id'),
        ),
        migrations.AddConstraint(
            model_name='portfolioteamgrant',
            constraint=models.UniqueConstraint(fields=('tenant', 'group', 'permission', 'content_object'), name='portfolios_teamgrant_once'),
        ),
        migrations.AddConstraint(
            model_name='portfolioteamgrant',
            constraint=tenancy.rls.RowLevelSecurity(name='portfolios_portfolioteamgrant_rls'),
        ),
        migrations.AddConstraint(
            model_name='portfolioteamgrant',
            constraint=tenancy.rls.TenantKey(field='group', name='portfolios_portfolioteamgrant_group_tk'),
        ),
        migrations.AddConstraint(
            model_name='portfolioteamgrant',
            constraint=tenancy.rls.TenantKey(field='content_object', name='portfolios_portfolioteamgrant_content_object_tk'),
        ),
        migrations.AddConstraint(
            model_name='portfoliousergrant',
            constraint=models.UniqueConstraint(fields=('tenant', 'user', 'permission', 'content_object'), name='portfolios_usergrant_once'),
        ),
        migrations.AddConstraint(
            model_name='portfoliousergrant',
            constraint=tenancy.rls.RowLevelSecurity(name='portfolios_portfoliousergrant_rls'),
        ),
        migrations.AddConstraint(
            model_name='portfoliousergrant',
            constraint=tenancy.rls.TenantKey(field='content_object', name='portfolios_portfoliousergrant_content_object_tk'),
        ),
        migrations.AddIndex(
            model_name='price',
            index=models.Index(fields=['tenant', 'instrument', '-on', '-id'], include=('price',), name='portfolios_price_lookup'),
        ),
        migrations.AddIndex(
            model_name='price',
            index=models.Index(fields=['tenant', 'on'], name='portfolios_price_day'),
        ),
        migrations.AddConstraint(
            model_name='price',
            constraint=models.CheckConstraint(condition=models.Q(('price__gte', 0)), name='portfolios_price_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='price',
            constraint=tenancy.rls.RowLevelSecurity(name='portfolios_price_rls'),
        ),
        migrations.AddConstraint(
            model_name='price',
            constraint=tenancy.rls.TenantKey(field='instrument', name='portfolios_price_instrument_tk'),
        ),
        migrations.AddConstraint(
            model_name='price',
            constraint=tenancy.rls.AppendOnly(name='portfolios_price_append_only'),
        ),
        migrations.AddConstraint(
            model_name='reconciliation',
            constraint=tenancy.rls.RowLevelSecurity(name='portfolios_reconciliation_rls'),
        ),
        migrations.AddConstraint(
            model_name='reconciliation',
            constraint=tenancy.rls.TenantKey(field='batch', name='portfolios_reconciliation_batch_tk'),
        ),
        migrations.AddConstraint(
            model_name='reconciliation',
            constraint=models.UniqueConstraint(fields=('tenant', 'public_id'), name='portfolios_reconciliation_public_id'),
        ),
        migrations.AddIndex(
            model_name='reconciliationbreak',
            index=models.Index(fields=['tenant', 'portfolio', 'state'], name='portfolios_break_open'),
        ),
        migrations.AddConstraint(
            model_name='reconciliationbreak',
            constraint=tenancy.rls.RowLevelSecurity(name='portfolios_reconciliationbreak_rls'),
        ),
        migrations.AddConstraint(
            model_name='reconciliationbreak',
            constraint=tenancy.rls.TenantKey(field='reconciliation', name='portfolios_reconciliationbreak_reconciliation_tk'),
        ),
        migrations.AddConstraint(
            model_name='reconciliationbreak',
            constraint=tenancy.rls.TenantKey(field='portfolio', name='portfolios_reconciliationbreak_portfolio_tk'),
        ),
        migrations.AddConstraint(
            model_name='reconciliationbreak',
            constraint=tenancy.rls.TenantKey(field='account', name='portfolios_reconciliationbreak_account_tk'),
        ),
        migrations.AddConstraint(
            model_name='reconciliationbreak',
            constraint=tenancy.rls.TenantKey(field='instrument', name='portfolios_reconciliationbreak_instrument_tk'),
        ),
        migrations.AddConstraint(
            model_name='reconciliationbreak',
            constraint=models.UniqueConstraint(fields=('tenant', 'public_id'), name='portfolios_reconciliationbreak_public_id'),
        ),
        migrations.AddIndex(
            model_name='transaction',
            index=models.Index(fields=['tenant', 'portfolio', 'trade_date'], include=('instrument', 'quantity'), name='portfolios_transaction_history'),
        ),
        migrations.AddConstraint(
            model_name='transaction',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('tenant', 'portfolio', 'external_id'), name='portfolios_transaction_external_id'),
        ),
        migrations.AddConstraint(
            model_name='transaction',
            constraint=models.UniqueConstraint(condition=models.Q(('reverses__isnull', False)), fields=('tenant', 'reverses'), name='portfolios_transaction_reversed_once'),
        ),
        migrations.AddConstraint(
            model_name='transaction',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['buy', 'sell', 'deposit', 'withdrawal', 'transfer_in', 'transfer_out', 'dividend', 'interest', 'interest_charge', 'coupon', 'fee', 'fee_refund', 'tax', 'tax_refund', 'fx', 'split', 'stock_dividend', 'spin_off', 'merger', 'redemption', 'return_of_capital'])), name='portfolios_transaction_type_known'),
        ),
        migrations.AddConstraint(
            model_name='transaction',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__isnull', True), ('quantity__gte', 0), _connector='OR'), name='portfolios_transaction_quantity'),
        ),
        migrations.AddConstraint(
            model_name='transaction',
            constraint=models.CheckConstraint(condition=models.Q(('amount__isnull', True), ('amount__gte', 0), _connector='OR'), name='portfolios_transaction_amount'),
        ),
        migrations.AddConstraint(
            model_name='transaction',
            constraint=tenancy.rls.RowLevelSecurity(name='portfolios_transaction_rls'),
        ),
        migrations.AddConstraint(
            model_name='transaction',
            constraint=tenancy.rls.TenantKey(field='portfolio', name='portfolios_transaction_portfolio_tk'),
        ),
        migrations.AddConstraint(
            model_name='transaction',
            constraint=tenancy.rls.TenantKey(field='account', name='portfolios_transaction_account_tk'),
        ),
        migrations.AddConstraint(
            model_name='transaction',
            constraint=tenancy.rls.TenantKey(field='cash_account', name='portfolios_transaction_cash_account_tk'),
        ),
        migrations.AddConstraint(
            model_name='transaction',
            constraint=tenancy.rls.TenantKey(field='instrument', name='portfolios_transaction_instrument_tk'),
        ),
        migrations.AddConstraint(
            model_name='transaction',
            constraint=tenancy.rls.TenantKey(field='counter_cash_account', name='portfolios_transaction_counter_cash_account_tk'),
        ),
        migrations.AddConstraint(
            model_name='transaction',
            constraint=tenancy.rls.TenantKey(field='related_instrument', name='portfolios_transaction_related_instrument_tk'),
        ),
        migrations.AddConstraint(
            model_name='transaction',
            constraint=tenancy.rls.TenantKey(field='reverses', name='portfolios_transaction_reverses_tk'),
        ),
        migrations.AddConstraint(
            model_name='transaction',
            constraint=tenancy.rls.TenantKey(field='import_batch', name='portfolios_transaction_import_batch_tk'),
        ),
        migrations.AddConstraint(
            model_name='transaction',
            constraint=models.UniqueConstraint(fields=('tenant', 'public_id'), name='portfolios_transaction_public_id'),
        ),
        migrations.AddConstraint(
            model_name='transaction',
            constraint=tenancy.rls.AppendOnly(name='portfolios_transaction_append_only'),
        ),
        migrations.AddConstraint(
            model_name='taxlot',
            constraint=models.UniqueConstraint(fields=('tenant', 'portfolio', 'account', 'instrument', 'position'), name='portfolios_taxlot_once'),
        ),
        migrations.AddConstraint(
            model_name='taxlot',
            constraint=tenancy.rls.RowLevelSecurity(name='portfolios_taxlot_rls'),
        ),
        migrations.AddConstraint(
            model_name='taxlot',
            constraint=tenancy.rls.TenantKey(field='portfolio', name='portfolios_taxlot_portfolio_tk'),
        ),
        migrations.AddConstraint(
            model_name='taxlot',
            constraint=tenancy.rls.TenantKey(field='account', name='portfolios_taxlot_account_tk'),
        ),
        migrations.AddConstraint(
            model_name='taxlot',
            constraint=tenancy.rls.TenantKey(field='instrument', name='portfolios_taxlot_instrument_tk'),
        ),
        migrations.AddConstraint(
            model_name='taxlot',
            constraint=tenancy.rls.TenantKey(field='opened_by', name='portfolios_taxlot_opened_by_tk'),
        ),
        migrations.AddConstraint(
            model_name='transactionlot',
            constraint=models.UniqueConstraint(fields=('tenant', 'transaction', 'position'), name='portfolios_transactionlot_once'),
        ),
        migrations.AddConstraint(
            model_name='transactionlot',
            constraint=tenancy.rls.RowLevelSecurity(name='portfolios_transactionlot_rls'),
        ),
        migrations.AddConstraint(
            model_name='transactionlot',
            constraint=tenancy.rls.TenantKey(field='transaction', name='portfolios_transactionlot_transaction_tk'),
        ),
        migrations.AddConstraint(
            model_name='transactionlot',
            constraint=tenancy.rls.AppendOnly(name='portfolios_transactionlot_append_only'),
        ),
        migrations.AddIndex(
            model_name='valuation',
            index=models.Index(fields=['tenant', 'on'], name='portfolios_valuation_day'),
        ),
        migrations.AddConstraint(
            model_name='valuation',
            constraint=models.UniqueConstraint(fields=('tenant', 'portfolio', 'on'), name='portfolios_valuation_once'),
        ),
        migrations.AddConstraint(
            model_name='valuation',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'incomplete'), ('market_value__isnull', False), _connector='OR'), name='portfolios_valuation_value'),
        ),
        migrations.AddConstraint(
            model_name='valuation',
            constraint=tenancy.rls.RowLevelSecurity(name='portfolios_valuation_rls'),
        ),
        migrations.AddConstraint(
            model_name='valuation',
            constraint=tenancy.rls.TenantKey(field='portfolio', name='portfolios_valuation_portfolio_tk'),
        ),
    ]
