"""Entering an event: what its type needs and may have, and that it is entered once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from portfolios.choices import TransactionType
from portfolios.entry_messages import sentence
from portfolios.ledger.entry_checks import EntryErrorCode
from portfolios.ledger.money import CURRENCIES
from portfolios.models import EVENT_TYPES, CorporateActionEvent, EventState, Instrument
from portfolios.services.validation import field_errors, refuse, unique_or_conflict
from tenancy.errors import Conflict, FieldError
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.services.audit import audit_record

_T = TransactionType
_FIELDS: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    kind: (frozenset(required.split()), frozenset(optional.split()))
    for kind, required, optional in (
        (_T.DIVIDEND, "per_unit", "tax_rate"),
        (_T.COUPON, "per_unit", "tax_rate"),
        (_T.RETURN_OF_CAPITAL, "per_unit", "tax_rate"),
        (_T.REDEMPTION, "per_unit", ""),
        (_T.SPLIT, "ratio", "fraction_price"),
        (_T.STOCK_DIVIDEND, "ratio", "fraction_price"),
        (_T.SPIN_OFF, "ratio related_instrument", "cost_share fraction_price"),
        (_T.MERGER, "", "ratio related_instrument per_unit cost_share fraction_price"),
    )
}
"""What each type must have, and what it may have besides."""
_OPTIONAL: Final = ("per_unit", "ratio", "related_instrument", "cost_share", "fraction_price", "tax_rate")
_PAID_IN_ANY_CURRENCY: Final = frozenset({_T.DIVIDEND, _T.COUPON, _T.RETURN_OF_CAPITAL, _T.MERGER})


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An act of an issuer to be entered; see the model. No `pay_date`: paid on the ex day; no `currency`: the instrument's."""

    instrument: Instrument
    type: str
    ex_date: date
    pay_date: date | None = None
    currency: str = ""
    ratio: Decimal | None = None
    related_instrument: Instrument | None = None
    cost_share: Decimal | None = None
    per_unit: Decimal | None = None
    tax_rate: Decimal = Decimal(0)
    fraction_price: Decimal | None = None
    reference: str = ""
    note: str = ""


@transaction.atomic
def event_create(*, actor: Actor, draft: EventDraft) -> CorporateActionEvent:
    """Enter an event as a draft; nothing is posted. `RuleRefused` names each wrong field.

    The same act of the same instrument, day and reference a second time is a `Conflict`.
    """
    require(actor, Action.TRANSACTION_POST)
    event = CorporateActionEvent(
        instrument=draft.instrument,
        type=draft.type,
        ex_date=draft.ex_date,
        pay_date=draft.pay_date or draft.ex_date,
        currency=draft.currency or draft.instrument.currency,
        ratio=draft.ratio,
        related_instrument=draft.related_instrument,
        cost_share=draft.cost_share,
        per_unit=draft.per_unit,
        tax_rate=draft.tax_rate,
        fraction_price=draft.fraction_price,
        reference=draft.reference.strip(),
        note=draft.note.strip(),
        entered_by=actor.user,
    )
    errors = field_errors(event)
    if not errors:
        errors = [
            FieldError(f"/{name}", code, sentence(code, {"type": event.type, **figures}))
            for name, code, figures in _problems(event)
        ]
    refuse(errors)
    known = _("This act is entered already: same instrument, type, day and reference.")
    with unique_or_conflict({"portfolios_event_once": known}):
        event.save()
    audit_record(actor=actor, action="event.create", obj=event, after=_facts(event))
    return event


@transaction.atomic
def event_cancel(*, actor: Actor, event: CorporateActionEvent, reason: str) -> CorporateActionEvent:
    """Put a draft aside. One that waits, or is posted, is a `Conflict`."""
    require(actor, Action.TRANSACTION_POST)
    locked = event_locked(event)
    if locked.state != EventState.DRAFT:
        raise Conflict(_("Only a draft can be cancelled."))
    locked.state = EventState.CANCELLED
    locked.save()
    audit_record(actor=actor, action="event.cancel", obj=locked, reason=reason[:500])
    return locked


def event_locked(event: CorporateActionEvent) -> CorporateActionEvent:
    """The event as it stands now, locked until the end of the transaction."""
    rows = CorporateActionEvent.objects.select_related(
        "instrument", "related_instrument", "approval", "entered_by"
    )
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=event.pk)


def _facts(event: CorporateActionEvent) -> dict[str, str]:
    return {
        "type": event.type,
        "instrument": str(event.instrument.public_id),
        "ex_date": event.ex_date.isoformat(),
        "pay_date": event.pay_date.isoformat(),
    }


type _Found = tuple[str, str, Mapping[str, object]]


def _problems(event: CorporateActionEvent) -> Iterator[_Found]:
    required, optional = _FIELDS[event.type]
    for name in _OPTIONAL:
        stated = bool(getattr(event, name)) if name == "tax_rate" else getattr(event, name) is not None
        if name in required and not stated:
            yield name, EntryErrorCode.REQUIRED, {}
        elif stated and name not in required | optional:
            yield name, EntryErrorCode.FORBIDDEN, {}
    yield from _figure_problems(event)
    yield from _currency_problems(event)
    if event.type == _T.MERGER:
        yield from _merger_problems(event)
    if event.pay_date < event.ex_date:
        yield "pay_date", "paid_before_ex", {}
    if event.related_instrument_id == event.instrument_id:
        yield "related_instrument", EntryErrorCode.WRONG_INSTRUMENT, {}


def _figure_problems(event: CorporateActionEvent) -> Iterator[_Found]:
    for name in ("ratio", "per_unit", "fraction_price"):
        value: Decimal | None = getattr(event, name)
        if value is not None and not value > 0:
            yield name, EntryErrorCode.NOT_POSITIVE, {}
    if event.cost_share is not None and not 0 <= event.cost_share <= 1:
        yield "cost_share", EntryErrorCode.SHARE_OUT_OF_RANGE, {}
    if not 0 <= event.tax_rate < 1:
        yield "tax_rate", EntryErrorCode.SHARE_OUT_OF_RANGE, {}


def _currency_problems(event: CorporateActionEvent) -> Iterator[_Found]:
    if event.currency not in CURRENCIES:
        yield "currency", EntryErrorCode.UNKNOWN_CURRENCY, {"currency": event.currency}
    elif event.currency != event.instrument.currency and event.type not in _PAID_IN_ANY_CURRENCY:
        yield "currency", "currency_of_instrument", {"currency": event.instrument.currency}


def _merger_problems(event: CorporateActionEvent) -> Iterator[_Found]:
    """Units, money or both; units need the instrument received and the ratio together."""
    if (event.ratio is None) != (event.related_instrument is None):
        missing = "ratio" if event.ratio is None else "related_instrument"
        yield missing, EntryErrorCode.REQUIRED, {}
    elif event.ratio is None and event.per_unit is None:
        yield "per_unit", EntryErrorCode.REQUIRED, {}


assert set(_FIELDS) == set(EVENT_TYPES)
