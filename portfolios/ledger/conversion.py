"""What an entry is worth in its three currencies: that of the instrument, of the cash, and of the report.

A booking's own rate wins for its own pair; every other conversion takes the market rate of the day. The
amount booked is the fact: where it was rounded to cents, those cents are the value, so that nothing is left
over anywhere.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from portfolios.ledger.entries import Entry, EntryType, InstrumentTerms
from portfolios.ledger.errors import EntryUnusable
from portfolios.ledger.fx import RateSource
from portfolios.ledger.pricing import PriceSource
from portfolios.ledger.rows import UNKNOWN

__all__ = ["Converter", "Missing", "Worth"]

ZERO = Decimal(0)
ONE = Decimal(1)


class Missing(NamedTuple):
    """A figure that was asked for and is not known: a rate (`base`, `quote`) or an instrument's price."""

    on: date
    base: str | None = None
    quote: str | None = None
    instrument: int | None = None


class Worth(NamedTuple):
    """An entry's units in money, all positive.

    `gross` is in the instrument's currency without costs and accrued interest, `base_gross` in the
    reporting currency; `rate` leads from the one to the other, `cash_rate` from the currency of the cash to
    the reporting currency.
    """

    gross: Decimal
    base_gross: Decimal
    rate: Decimal
    cash_rate: Decimal
    expenses: Decimal
    base_expenses: Decimal


class Converter:
    """Converts entries for one reporting currency and remembers every rate that was missing."""

    __slots__ = ("_terms", "currency", "missing", "prices", "rates")

    def __init__(
        self,
        terms: Mapping[int, InstrumentTerms],
        currency: str,
        rates: RateSource,
        prices: PriceSource | None,
    ) -> None:
        self._terms = terms
        self.currency = currency
        self.rates = rates
        self.prices = prices
        self.missing: dict[Missing, None] = {}

    def terms(self, entry: Entry) -> InstrumentTerms:
        """The terms of the entry's instrument; `EntryUnusable` when it has none or they are not known."""
        return self.terms_of(entry, entry.instrument)

    def terms_of(self, entry: Entry, instrument: int | None) -> InstrumentTerms:
        """The terms of an instrument the entry names; `EntryUnusable` when they are not known."""
        terms = None if instrument is None else self._terms.get(instrument)
        if terms is None:
            raise EntryUnusable(entry, f"no terms for instrument {instrument}")
        return terms

    def market_rate(self, base: str, quote: str, on: date) -> Decimal:
        """The market rate of the day by the rule of `fx`; NaN, and remembered, when there is none."""
        if base == quote:
            return ONE
        value = self.rates.rate(base, quote, on).value
        if value is None:
            self.missing[Missing(on, base, quote)] = None
            return UNKNOWN
        return value

    def cash_rate(self, entry: Entry, on: date) -> Decimal:
        """From the currency of the entry's cash to the reporting currency: its own rate if it is for that
        pair.
        """
        if entry.currency == self.currency:
            return ONE
        has_own_rate = entry.fx_rate is not None and entry.instrument is not None
        if has_own_rate and self.terms(entry).currency == self.currency:
            return ONE / (entry.fx_rate or ONE)
        return self.market_rate(entry.currency, self.currency, on)

    def worth(self, entry: Entry) -> Worth:
        """What the units of a trade or transfer are worth.

        By the amount stated, else by the price stated, else by the market of the day. NaN for what cannot
        be known.
        """
        terms = self.terms(entry)
        costs = entry.fee + entry.tax
        cash = _gross_cash(entry, costs)
        if terms.currency == entry.currency:
            rate = self.market_rate(terms.currency, self.currency, entry.trade_date)
            gross = cash if cash is not None else self._gross_by_price(entry, terms)
            base = gross if rate is ONE else gross * rate
            base_costs = costs if rate is ONE else costs * rate
            return Worth(gross, base, rate, rate, costs, base_costs)
        return self._worth_across(entry, terms, cash, costs)

    def _worth_across(
        self, entry: Entry, terms: InstrumentTerms, cash: Decimal | None, costs: Decimal
    ) -> Worth:
        """The currencies of instrument and cash differ; either, or neither, is the reporting currency."""
        dealt = entry.fx_rate or self.market_rate(terms.currency, entry.currency, entry.trade_date)
        if cash is not None and (entry.price is None or entry.quantity is None):
            gross = cash / dealt
        else:
            gross = self._gross_by_price(entry, terms)
        if cash is not None and gross:
            dealt = cash / gross  # the booked cents decide
        if entry.currency == self.currency:
            rate, cash_rate = dealt, ONE
            base = gross * dealt if cash is None else cash
        elif terms.currency == self.currency:
            rate, cash_rate, base = ONE, ONE / dealt, gross
        else:
            rate = self.market_rate(terms.currency, self.currency, entry.trade_date)
            cash_rate = self.market_rate(entry.currency, self.currency, entry.trade_date)
            base = gross * rate
        return Worth(gross, base, rate, cash_rate, costs / dealt, costs * cash_rate)

    def _gross_by_price(self, entry: Entry, terms: InstrumentTerms) -> Decimal:
        if entry.quantity is None:
            raise EntryUnusable(entry, "no quantity")
        price = entry.price
        if price is None and self.prices is not None:
            price = self.prices.price(terms.id, entry.trade_date).value
        return UNKNOWN if price is None else entry.quantity * price * terms.price_factor


_INCOMING = frozenset({EntryType.BUY, EntryType.TRANSFER_IN})


def _gross_cash(entry: Entry, costs: Decimal) -> Decimal | None:
    """The stated amount without costs and accrued interest, in the currency of the cash."""
    if entry.amount is None:
        return None
    if not costs and not entry.accrued_interest:
        return entry.amount
    sign = -1 if entry.type in _INCOMING else 1
    return entry.amount - entry.accrued_interest + sign * costs
