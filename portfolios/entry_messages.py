"""The sentence for each reason for which the ledger refuses an entry; the codes come from `ledger.entry_checks`."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portfolios.choices import AccountKind, TransactionType
from portfolios.ledger.entry_checks import EntryErrorCode
from portfolios.ledger.errors import Refusal

SENTENCES: Mapping[str, Promise] = {
    EntryErrorCode.REQUIRED: _("A transaction of type “%(type)s” requires a value here."),
    EntryErrorCode.FORBIDDEN: _("A transaction of type “%(type)s” has no such value."),
    EntryErrorCode.NOT_POSITIVE: _("The value must be greater than zero."),
    EntryErrorCode.NEGATIVE: _("The value must not be negative: the type says the direction."),
    EntryErrorCode.UNKNOWN_CURRENCY: _("“%(currency)s” is not a currency of ISO 4217."),
    EntryErrorCode.MINOR_UNIT: _("Money in %(currency)s is booked in steps of %(unit)s."),
    EntryErrorCode.SAME_CURRENCY: _("The two currencies of an exchange must differ."),
    EntryErrorCode.RATE_NOT_ONE: _("Instrument and cash are both in %(currency)s: the rate can only be 1."),
    EntryErrorCode.AMOUNT_MISMATCH: _(
        "%(stated)s %(currency)s does not follow from the other figures; expected is %(expected)s."
    ),
    EntryErrorCode.LOTS_MISMATCH: _("The lots sum to %(stated)s instead of the quantity %(expected)s."),
    EntryErrorCode.WRONG_INSTRUMENT: _("The instrument does not fit the transaction."),
    EntryErrorCode.BEFORE_TRADE_DATE: _("The settlement date lies before the trade date."),
    EntryErrorCode.SHARE_OUT_OF_RANGE: _("A share lies between 0 and 1."),
    "paid_before_ex": _("What is paid cannot be paid before the ex day."),
    "currency_of_instrument": _("It is paid in the instrument's currency, %(currency)s."),
    "event_shared_pool": _(
        "Several custody accounts share one pool of lots; a merger for units and money has to be booked by hand here."
    ),
    "lots_incomplete": _("Each lot that comes in needs its day of acquisition and its cost."),
    "invalid_choice": _("“%(value)s” is not known here."),
    "wrong_account": _("The account must belong to this portfolio and be of the kind “%(kind)s”."),
    "wrong_currency": _("The cash account is in %(account)s, the money in %(currency)s."),
    "no_cash_account": _("The portfolio has no cash account in %(currency)s."),
    "no_custody_account": _("The portfolio has no custody account."),
    "max_decimal_places": _("At most %(limit)s digits after the decimal mark are kept."),
    "out_of_range": _("The figure is too large to be booked."),
    "max_length": _("At most %(limit)s characters are possible."),
    "not_underway": _(
        "Of this transfer group %(expected)s units are on the way from the client's other portfolios; %(stated)s cannot arrive."
    ),
    "repeated": _("Another transaction of this call has the same external id."),
    "conflict": _("This external id was posted before with other content."),
    "not_foldable": _("The ledger cannot book this transaction: %(reason)s."),
}


REFUSALS: Mapping[str, Promise] = {
    Refusal.INCOMPLETE: _("a figure that its type needs is missing"),
    Refusal.NO_FRACTION: _("it pays for a fraction of a unit, but none arose in this portfolio"),
    Refusal.NOT_ONE_ACCOUNT: _("it needs exactly one custody account that holds the instrument on that day"),
    Refusal.SHARED_POOL: _(
        "several custody accounts share one pool of lots: book it once, without an account"
    ),
    Refusal.REVERSED_LATER: _("what it undoes can only be taken back from its own day"),
    Refusal.COSTS_OF_OWN_MOVE: _(
        "costs of a move between own accounts are booked by themselves, as a fee or a tax"
    ),
    Refusal.OUT_OF_ORDER: _("it lies before a day that the book has closed"),
}
"""Why the ledger could not book something, to be read after the colon of `not_foldable`."""


def sentence(code: str, parameters: Mapping[str, object]) -> str:
    """The sentence for `code` in the active language."""
    return str(SENTENCES[code]) % in_words(parameters)


def in_words(parameters: Mapping[str, object]) -> dict[str, object]:
    """The parameters with the codes of types and kinds as the reader's words; what is no such code stays as it is."""
    return {name: _CODES.get((name, str(value)), value) for name, value in parameters.items()}


_CODES: Mapping[tuple[str, str], Promise | str] = {
    **{("type", code): label for code, label in TransactionType.choices},
    **{("kind", code): label for code, label in AccountKind.choices},
    **{("reason", code): words for code, words in REFUSALS.items()},
}
