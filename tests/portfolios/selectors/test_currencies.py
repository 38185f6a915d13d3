"""Only currencies that have a rate of late are offered."""

from datetime import date
from decimal import Decimal

from portfolios.models import FxRate
from portfolios.selectors.currencies import currencies_offered
from tenancy.models import Tenant


def test_currencies_with_a_rate_of_late_and_the_firms_own(scope: Tenant) -> None:
    for quote, on in (("USD", date(2021, 2, 26)), ("CHF", date(2021, 2, 1)), ("JPY", date(2021, 3, 1))):
        FxRate.objects.create(base="EUR", quote=quote, on=on, rate=Decimal(1))
    assert currencies_offered(tenant=scope, as_of=date(2021, 2, 26)) == ["EUR", "USD"]
    assert currencies_offered(tenant=scope, as_of=date(2019, 1, 1)) == ["EUR"]
