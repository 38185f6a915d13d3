"""The firm's instruments: identifiers are checked, and a listing stands only once."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy

from portfolios.choices import AssetClass, RiskClass
from portfolios.importing.identifiers import is_country_code, is_isin, is_mic
from portfolios.instrument_messages import SENTENCES
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


type InstrumentProblem = tuple[str, str, dict[str, str]]
"""Field, code and the figures of the sentence."""


def draft_errors(draft: InstrumentDraft, *, pointer: str = "") -> list[FieldError]:
    """What is wrong with an instrument, by field, as sentences."""
    errors = field_errors(Instrument(**asdict(draft)), pointer=pointer)
    named = {error.pointer for error in errors}
    errors += [
        FieldError(f"{pointer}/{field}", code, str(SENTENCES[code]) % parameters)
        for field, code, parameters in draft_problems(draft)
        if f"{pointer}/{field}" not in named
    ]
    return errors


def draft_problems(draft: InstrumentDraft) -> list[InstrumentProblem]:
    """What is wrong with an instrument beyond the length and digits of its fields."""
    return [*_identifier_problems(draft), *_choice_problems(draft), *_figure_problems(draft)]


def _identifier_problems(draft: InstrumentDraft) -> Iterator[InstrumentProblem]:
    if draft.isin and not is_isin(draft.isin):
        yield "isin", "isin_invalid", {}
    if draft.mic and not is_mic(draft.mic):
        yield "mic", "mic_invalid", {}
    if draft.country and not is_country_code(draft.country):
        yield "country", "country_invalid", {}
    if draft.currency not in CURRENCIES:
        yield "currency", "currency_unknown", {"currency": draft.currency}
    if not (draft.isin or draft.symbol):
        yield "isin", "identifier_missing", {}


def _choice_problems(draft: InstrumentDraft) -> Iterator[InstrumentProblem]:
    if draft.asset_class not in AssetClass.values:
        choices = ", ".join(value for value in AssetClass.values if value != AssetClass.CASH)
        yield "asset_class", "asset_class_unknown", {"asset_class": draft.asset_class, "choices": choices}
    if draft.asset_class == AssetClass.CASH:
        yield "asset_class", "cash_is_no_instrument", {}
    if draft.risk_class and draft.risk_class not in RiskClass.values:
        yield "risk_class", "risk_class_unknown", {"choices": ", ".join(RiskClass.values)}
    if draft.day_count and draft.day_count not in set(DayCount):
        yield "day_count", "day_count_unknown", {"choices": ", ".join(DayCount)}


def _figure_problems(draft: InstrumentDraft) -> Iterator[InstrumentProblem]:
    if not draft.price_factor > 0:
        yield "price_factor", "factor_not_positive", {}
    if draft.coupon_rate is not None and draft.matures_on is None:
        yield "matures_on", "maturity_missing", {}
    if draft.coupon_frequency is not None and draft.coupon_frequency not in (1, 2, 3, 4, 6, 12):
        yield "coupon_frequency", "coupon_frequency_unknown", {}
    if draft.issued_on and draft.matures_on and draft.matures_on <= draft.issued_on:
        yield "matures_on", "matures_before_issue", {}
