"""Which instruments brought a fall about: computed once, when the notice of it is made, and kept with it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from compliance.rules.depreciation import Notice
from portfolios.ledger.money import round_money
from portfolios.models import Portfolio
from portfolios.selectors.contributors import contributors_between
from tenancy.models import Tenant

SHOWN: Final = 5
SHARE: Final = Decimal("1e-6")


def fall_contributors(*, tenant: Tenant, portfolio: Portfolio, notice: Notice) -> list[dict[str, Any]]:
    """The instruments that lost most from the close before the notice's period to the day of the fall, at most `SHOWN`.

    For each its public id, name, change in the portfolio's currency and `share`: the change as a fraction of the value
    that the fall is measured from. JSON values. Costs queries and two folds of the ledger: ask only when there is a notice.
    """
    found = contributors_between(
        tenant=tenant, portfolio=portfolio, after=notice.period_start - timedelta(days=1), until=notice.on
    )
    return [
        {
            "instrument": str(each.instrument.public_id),
            "name": each.instrument.name,
            "change": f"{round_money(each.change, portfolio.currency):f}",
            "share": f"{(each.change / notice.base).quantize(SHARE):f}",
        }
        for each in found[:SHOWN]
        if each.change < 0
    ]
