"""A bridge told in sentences, in the language of the reader: every figure exact, what is zero and what is unknown said too.

Not arithmetic: the figures are those of the bridge in the minor unit of its currency, as its table shows them.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portfolios.bridge_figures import figures_shown
from portfolios.ledger.bridge import COLUMNS, Bridge
from portfolios.ledger.bridge_items import Column
from portfolios.ledger.money import minor_unit_digits
from portfolios.missing_words import missing_text
from portfolios.selectors.holdings import MissingRow
from tenancy.figures import day_text, number_text


class _Effect(NamedTuple):
    """What is said of a column above zero, below zero, and when it is not known."""

    above: Promise | str
    below: Promise | str
    unknown: Promise | str


EFFECTS: Final[Mapping[Column, _Effect]] = {
    Column.CONTRIBUTIONS: _Effect(
        gettext_lazy("%(amount)s was paid or brought in."),
        gettext_lazy("%(amount)s of what had been paid or brought in was taken back."),
        gettext_lazy("How much was paid or brought in is not known."),
    ),
    Column.WITHDRAWALS: _Effect(
        gettext_lazy("%(amount)s was paid or taken out."),
        gettext_lazy("%(amount)s of what had been paid or taken out came back."),
        gettext_lazy("How much was paid or taken out is not known."),
    ),
    Column.INCOME: _Effect(
        gettext_lazy("Interest and dividends brought %(amount)s before fees and taxes."),
        gettext_lazy("Interest owed came to %(amount)s more than interest and dividends earned."),
        gettext_lazy("How much interest and dividends brought is not known."),
    ),
    Column.REALIZED_PRICE: _Effect(
        gettext_lazy("The prices of securities that were sold rose: a gain of %(amount)s."),
        gettext_lazy("The prices of securities that were sold fell: a loss of %(amount)s."),
        gettext_lazy("What the prices of securities that were sold did is not known."),
    ),
    Column.UNREALIZED_PRICE: _Effect(
        gettext_lazy("The prices of securities that are held rose: a gain of %(amount)s."),
        gettext_lazy("The prices of securities that are held fell: a loss of %(amount)s."),
        gettext_lazy("What the prices of securities that are held did is not known."),
    ),
    Column.REALIZED_FX: _Effect(
        gettext_lazy("On securities that were sold, exchange rates brought %(amount)s."),
        gettext_lazy("On securities that were sold, exchange rates cost %(amount)s."),
        gettext_lazy("What exchange rates did to securities that were sold is not known."),
    ),
    Column.UNREALIZED_FX: _Effect(
        gettext_lazy("On securities that are held, exchange rates brought %(amount)s."),
        gettext_lazy("On securities that are held, exchange rates cost %(amount)s."),
        gettext_lazy("What exchange rates did to securities that are held is not known."),
    ),
    Column.CASH_FX: _Effect(
        gettext_lazy("On money in the accounts, exchange rates brought %(amount)s."),
        gettext_lazy("On money in the accounts, exchange rates cost %(amount)s."),
        gettext_lazy("What exchange rates did to money in the accounts is not known."),
    ),
    Column.ACCRUED_FX: _Effect(
        gettext_lazy("On interest and dividends not yet paid, exchange rates brought %(amount)s."),
        gettext_lazy("On interest and dividends not yet paid, exchange rates cost %(amount)s."),
        gettext_lazy("What exchange rates did to interest and dividends not yet paid is not known."),
    ),
    Column.FEES: _Effect(
        gettext_lazy("Fees took %(amount)s."),
        gettext_lazy("Fees given back came to %(amount)s more than fees taken."),
        gettext_lazy("How much fees took is not known."),
    ),
    Column.TAXES: _Effect(
        gettext_lazy("Taxes took %(amount)s."),
        gettext_lazy("Taxes given back came to %(amount)s more than taxes taken."),
        gettext_lazy("How much taxes took is not known."),
    ),
    Column.CORRECTIONS: _Effect(
        gettext_lazy("The value reported before was too low by %(amount)s, by what has become known since."),
        gettext_lazy("The value reported before was too high by %(amount)s, by what has become known since."),
        gettext_lazy("By how much the value reported before was wrong is not known."),
    ),
}


def bridge_sentences(bridge: Bridge, missing: Sequence[MissingRow] = ()) -> list[str]:
    """What changed and why, a sentence for each thing, then whether all is explained, then what is missing.

    Columns that are zero in the minor unit have no sentence of their own; one sentence says that there are such.
    """
    shown = figures_shown(bridge, bridge.currency)
    return [
        _of_ends(bridge, shown),
        *_of_columns(bridge, shown),
        _of_residual(bridge, shown["residual"]),
        *(missing_text(row) for row in missing),
    ]


def _money(amount: Decimal, currency: str) -> str:
    places = minor_unit_digits(currency)
    return f"{number_text(amount, places=places, language=get_language())} {currency}"


def _of_ends(bridge: Bridge, shown: Mapping[str, Decimal | None]) -> str:
    opening, closing = shown["opening_value"], shown["closing_value"]
    language = get_language()
    words = {
        "start": day_text(bridge.start, language=language),
        "end": day_text(bridge.end, language=language),
        "opening": "" if opening is None else _money(opening, bridge.currency),
        "closing": "" if closing is None else _money(closing, bridge.currency),
    }
    if opening is None and closing is None:
        return _("Neither the value of %(start)s nor that of %(end)s is known.") % words
    if opening is None:
        return _("The value of %(start)s is not known; on %(end)s it was %(closing)s.") % words
    if closing is None:
        return _("On %(start)s the value was %(opening)s; that of %(end)s is not known.") % words
    if opening == closing:
        return _("From %(start)s to %(end)s the value did not change: it was %(closing)s.") % words
    words["amount"] = _money(abs(closing - opening), bridge.currency)
    if closing > opening:
        return (
            _("From %(start)s to %(end)s the value rose by %(amount)s, from %(opening)s to %(closing)s.")
            % words
        )
    return (
        _("From %(start)s to %(end)s the value fell by %(amount)s, from %(opening)s to %(closing)s.") % words
    )


def _of_columns(bridge: Bridge, shown: Mapping[str, Decimal | None]) -> Iterator[str]:
    zero = [column for column in COLUMNS if shown[column.value] == 0]
    for column in COLUMNS:
        amount, effect = shown[column.value], EFFECTS[column]
        if amount is None:
            yield str(effect.unknown)
        elif amount:
            sentence = str(effect.above if amount > 0 else effect.below)
            yield sentence % {"amount": _money(abs(amount), bridge.currency)}
    if len(zero) == len(COLUMNS):
        yield _("Nothing had an effect on it.")
    elif zero:
        yield _("There were no other effects.")


def _of_residual(bridge: Bridge, residual: Decimal | None) -> str:
    if residual is None:
        return _("Because figures are missing, it cannot be said whether everything is explained.")
    if not residual:
        return _("Nothing is left unexplained.")
    amount = _money(abs(residual), bridge.currency)
    if residual > 0:
        return _("A rise of %(amount)s is left unexplained.") % {"amount": amount}
    return _("A fall of %(amount)s is left unexplained.") % {"amount": amount}
