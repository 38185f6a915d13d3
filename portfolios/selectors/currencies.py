"""Which currencies a firm has rates for."""

from datetime import date, timedelta
from typing import Final

from portfolios.models import FxRate
from tenancy.models import Tenant

RECENT: Final = timedelta(days=14)
"""A currency whose last rate is older is not offered: nothing of today could be measured in it."""


def currencies_offered(*, tenant: Tenant, as_of: date) -> list[str]:
    """Currencies that figures can be shown in at `as_of`: those with a rate of late, and the firm's, in alphabetical order."""
    rows = FxRate.objects.filter(on__gt=as_of - RECENT, on__lte=as_of).order_by()
    pairs = rows.values_list("base", "quote").distinct()
    return sorted({tenant.base_currency, *(code for pair in pairs for code in pair)})
