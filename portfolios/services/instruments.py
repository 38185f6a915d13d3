"""The firm's instruments: identifiers are checked, and a listing stands only once."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portfolios.choices import AssetClass
from portfolios.importing.identifiers import is_country_code, is_isin, is_mic
from portfolios.ledger.entries import DayCount
from portfolios.ledger.money import CURRENCIES
from portfolios.models import Instrument
from portfolios.services.validation import field_errors, refuse, unique_or_conflict
from tenancy.errors import FieldError
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.services.audit import audit_record

LISTING_TAKEN = {
    "portfolios_instrument_isin": gettext_lazy(
        "The firm already has an instrument with this ISIN, currency and market."
    ),
    "portfolios_instrument_symbol": gettext_lazy(
        "The firm already has an instrument without ISIN with this symbol, currency and market."
    ),
}


@dataclass(frozen=True, slots=True)
class InstrumentDraft:
    """An instrument to be recorded, in the words of the API.

    `price_factor` turns quantity × price into money (0.01 for prices in per cent or in pence); `max_age` is the age in
    business days up to which a price counts as current (None: the rule's five). Fractions: 0.025 is 2.5 %.
    """

    name: str
    currency: str
    asset_class: str
    symbol: str = ""
    isin: str = ""
    mic: str = ""
    price_factor: Decimal = Decimal(1)
    max_age: int | None = None
    issuer: str = ""
    country: str = ""
    sector: str = ""
    risk_class: str = ""
    ongoing_charge: Decimal | None = None
    coupon_rate: Decimal | None = None
    coupon_frequency: int | None = None
    day_count: str = ""
    issued_on: date | None = None
    matures_on: date | None = None
    is_synthetic: bool = False


def instrument_create(*, actor: Actor, draft: InstrumentDraft) -> Instrument:
    """Record one instrument. `RuleRefused` names the wrong fields; a listing the firm has is a `Conflict`."""
    return instruments_create(actor=actor, drafts=[draft], pointers=[""])[0]


def instruments_create(
    *, actor: Actor, drafts: Sequence[InstrumentDraft], pointers: Sequence[str] | None = None
) -> list[Instrument]:
    """Record many instruments, all or none, answered in order. `pointers` name the drafts in errors ("/3")."""
    require(actor, Action.INSTRUMENT_EDIT)
    named = pointers if pointers is not None else [f"/{index}" for index in range(len(drafts))]
    refuse(
        [
            error
            for pointer, draft in zip(named, drafts, strict=True)
            for error in draft_errors(draft, pointer=pointer)
        ]
    )
    with unique_or_conflict(LISTING_TAKEN):
        instruments = Instrument.objects.bulk_create(
            [Instrument(tenant_id=actor.tenant.pk, **asdict(draft)) for draft in drafts]
        )
    for instrument in instruments:
        audit_record(
            actor=actor,
            action="instrument.create",
            obj=instrument,
            after={"name": instrument.name, "isin": instrument.isin, "symbol": instrument.symbol},
        )
    return instruments


def draft_errors(draft: InstrumentDraft, *, pointer: str = "") -> list[FieldError]:
    """What is wrong with an instrument, by field."""
    errors = field_errors(Instrument(**asdict(draft)), pointer=pointer)
    errors += [
        FieldError(f"{pointer}/{name}", code, sentence)
        for name, code, sentence in (*_identifier_errors(draft), *_figure_errors(draft))
    ]
    return errors


def _identifier_errors(draft: InstrumentDraft) -> list[tuple[str, str, str]]:
    errors = []
    if draft.isin and not is_isin(draft.isin):
        errors.append(("isin", "isin_invalid", _("The form or the check digit of the ISIN is wrong.")))
    if draft.mic and not is_mic(draft.mic):
        errors.append(("mic", "mic_invalid", _("A market code (MIC) has four capital letters or digits.")))
    if draft.country and not is_country_code(draft.country):
        errors.append(("country", "country_invalid", _("A country code has two capital letters.")))
    if draft.currency not in CURRENCIES:
        sentence = _("“%(currency)s” is not a currency of ISO 4217.") % {"currency": draft.currency}
        errors.append(("currency", "unknown_currency", sentence))
    if not (draft.isin or draft.symbol):
        errors.append(("isin", "required", _("An instrument needs an ISIN or a symbol.")))
    if draft.asset_class == AssetClass.CASH:
        errors.append(("asset_class", "cash_is_no_instrument", _("Cash is kept in cash accounts.")))
    return errors


def _figure_errors(draft: InstrumentDraft) -> list[tuple[str, str, str]]:
    errors = []
    if not draft.price_factor > 0:
        errors.append(("price_factor", "not_positive", _("The price factor must be greater than zero.")))
    if draft.coupon_rate is not None and draft.matures_on is None:
        errors.append(("matures_on", "required", _("An instrument with a coupon needs a day of maturity.")))
    if draft.day_count and draft.day_count not in set(DayCount):
        choices = ", ".join(DayCount)
        sentence = _("The day count is one of %(choices)s.") % {"choices": choices}
        errors.append(("day_count", "invalid_choice", sentence))
    if draft.coupon_frequency is not None and draft.coupon_frequency not in (1, 2, 3, 4, 6, 12):
        sentence = _("Coupons are paid 1, 2, 3, 4, 6 or 12 times a year.")
        errors.append(("coupon_frequency", "out_of_range", sentence))
    if draft.issued_on and draft.matures_on and draft.matures_on <= draft.issued_on:
        errors.append(("matures_on", "before_issue", _("The day of maturity lies before that of issue.")))
    return errors
