"""What each instrument added to the value of a portfolio over a period, or took from it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portfolios.ledger.bridge import BridgeRow
from portfolios.ledger.bridge_items import Column
from portfolios.models import Instrument, Portfolio
from portfolios.selectors.bridges import bridge_of
from tenancy.models import Tenant


@dataclass(frozen=True, slots=True)
class Contributor:
    """One instrument over all accounts, and its part in the change of value in the portfolio's currency."""

    instrument: Instrument
    change: Decimal


def contributors_between(
    *, tenant: Tenant, portfolio: Portfolio, after: date, until: date
) -> list[Contributor]:
    """Every instrument held in (after, until], the greatest loss first; those whose value is unknown are left out.

    The change is the value at the end less the value at the beginning less the money that trades put in: price, exchange
    rates, and income less the costs of the trades. Read from the bridge of the period, so it ties to it.
    """
    report = bridge_of(
        tenant=tenant, portfolios=[portfolio], after=after, until=until, currency=portfolio.currency
    )
    changes: dict[int, list[Decimal | None]] = defaultdict(list)
    for row in report.bridge.rows:
        if row.key.instrument is not None:
            changes[row.key.instrument].append(_change(row))
    found = [
        Contributor(report.instruments[key], sum(known, Decimal(0)))
        for key, listed in changes.items()
        if len(known := [each for each in listed if each is not None]) == len(listed)
    ]
    return sorted(found, key=lambda each: (each.change, each.instrument.name, each.instrument.pk))


def _change(row: BridgeRow) -> Decimal | None:
    invested = row.columns[Column.NET_INVESTED]
    if row.opening_value is None or row.closing_value is None or invested is None:
        return None
    return row.closing_value - row.opening_value - invested
