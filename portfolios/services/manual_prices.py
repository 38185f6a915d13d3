"""Prices by hand: one for a day without a price counts at once, one that changes a recorded price takes a second person.

What has no market is valued by hand, and then with the document that shows how the value was found.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portfolios.choices import AssetClass
from portfolios.locks import market_data_lock
from portfolios.models import Instrument, ManualPrice, ManualPriceState, Price
from portfolios.services.prices import PriceDraft, prices_record
from portfolios.services.validation import refuse, unique_or_conflict
from tenancy.approval_kinds import approval_kind
from tenancy.errors import Conflict, FieldError
from tenancy.models import ApprovalState
from tenancy.permissions import Actor, require, system_actor
from tenancy.roles import Action
from tenancy.services.approvals import approval_decide, approval_submit, approval_withdraw
from tenancy.services.audit import audit_record
from tenancy.services.documents import document_store

KIND = "manual_price"
approval_kind(KIND, label=gettext_lazy("Change of a price"), url_name="manual_price_detail")
LARGEST = 20 * 1024 * 1024
_WITHOUT_MARKET = frozenset({AssetClass.REAL_ESTATE, AssetClass.ALTERNATIVE, AssetClass.OTHER})


@dataclass(frozen=True, slots=True)
class Evidence:
    """The file that shows how a price was found."""

    name: str
    content: bytes
    content_type: str


def needs_evidence(instrument: Instrument) -> bool:
    """Whether the instrument is traded nowhere: real estate, alternatives and others without a market."""
    return not instrument.mic and instrument.asset_class in _WITHOUT_MARKET


@transaction.atomic
def price_enter(
    *, actor: Actor, draft: PriceDraft, reason: str = "", evidence: Evidence | None = None
) -> ManualPrice:
    """Give a price by hand. `RECORDED` where the day had none; `WAITING` where it changes what is recorded.

    `RuleRefused` without a reason for a change, without a document where the instrument has no market, or for the price
    that is recorded already; `Conflict` while another change of the same day waits.
    """
    require(actor, Action.PRICE_EDIT)
    market_data_lock()
    before = _recorded(draft)
    refuse(_errors(draft, before, reason, evidence))
    document = None
    if evidence is not None:
        document = document_store(
            tenant=actor.tenant,
            name=evidence.name,
            content=evidence.content,
            content_type=evidence.content_type,
            stored_by=actor.user,
        )
    entered = ManualPrice(
        instrument=draft.instrument,
        on=draft.on,
        price=draft.price,
        before=before,
        source=draft.source,
        reason=reason.strip(),
        document=document,
        state=ManualPriceState.RECORDED if before is None else ManualPriceState.WAITING,
        entered_by=actor.user,
    )
    if before is None:
        prices_record(actor=actor, rows=[replace(draft, kind="manual")])
    waiting = _("A change of this price is waiting for a second person already.")
    with unique_or_conflict({"portfolios_manualprice_one_waiting": waiting}):
        entered.save()
    entered.refresh_from_db()
    if before is not None:
        entered.approval = approval_submit(
            actor=actor, kind=KIND, obj=entered, content=_content(entered, before)
        )
        entered.save()
    audit_record(actor=actor, action="manual_price.enter", obj=entered, after=_content(entered, before))
    return entered


@transaction.atomic
def manual_price_decide(
    *, actor: Actor, entered: ManualPrice, approve: bool, reason: str = ""
) -> ManualPrice:
    """Approve and record a change, or reject it, as the second person.

    `SecondPersonNeeded` for the one who gave it; `Conflict` when another price has been recorded for the day meanwhile.
    """
    require(actor, Action.APPROVAL_DECIDE)
    require(actor, Action.EVENT_VIEW)
    market_data_lock()
    locked = _waiting(entered)
    assert locked.approval is not None
    now = _recorded(PriceDraft(locked.instrument, locked.on, locked.price))
    content = _content(locked, now) if approve else locked.approval.content
    approval_decide(actor=actor, approval=locked.approval, approve=approve, content=content, reason=reason)
    if approve:
        maker = replace(system_actor(actor.tenant), user=locked.entered_by)
        draft = PriceDraft(locked.instrument, locked.on, locked.price, locked.source, "manual")
        prices_record(actor=maker, rows=[draft])
    locked.state = ManualPriceState.RECORDED if approve else ManualPriceState.REJECTED
    locked.save()
    return locked


@transaction.atomic
def manual_price_withdraw(*, actor: Actor, entered: ManualPrice) -> ManualPrice:
    """Take one's own change back before it is decided. One whose request has run out is taken back by anybody who prices."""
    require(actor, Action.PRICE_EDIT)
    locked = _waiting(entered)
    assert locked.approval is not None
    if locked.approval.state == ApprovalState.SUBMITTED:
        approval_withdraw(actor=actor, approval=locked.approval)
    locked.state = ManualPriceState.WITHDRAWN
    locked.save()
    audit_record(actor=actor, action="manual_price.withdraw", obj=locked)
    return locked


def _waiting(entered: ManualPrice) -> ManualPrice:
    rows = ManualPrice.objects.select_related("instrument", "approval", "entered_by")
    locked = rows.select_for_update(no_key=True, of=("self",)).get(pk=entered.pk)
    if locked.state != ManualPriceState.WAITING:
        raise Conflict(_("This price does not wait for a decision."))
    return locked


def _recorded(draft: PriceDraft) -> Decimal | None:
    """The price of the day as it is recorded now; None without one."""
    rows = Price.objects.filter(instrument=draft.instrument, on=draft.on).order_by("-pk")
    return rows.values_list("price", flat=True).first()


def _errors(
    draft: PriceDraft, before: Decimal | None, reason: str, evidence: Evidence | None
) -> list[FieldError]:
    errors = []
    if before is not None and before == draft.price:
        errors.append(FieldError("/price", "unchanged", _("This price is recorded already.")))
    if before is not None and not reason.strip():
        sentence = _("A price is recorded for this day: say why it is changed.")
        errors.append(FieldError("/reason", "required", sentence))
    if not draft.source.strip():
        errors.append(FieldError("/source", "required", _("Say where the price comes from.")))
    if evidence is None and needs_evidence(draft.instrument):
        sentence = _("The instrument has no market: attach the document that shows how it was valued.")
        errors.append(FieldError("/document", "required", sentence))
    if evidence is not None and not 0 < len(evidence.content) <= LARGEST:
        errors.append(
            FieldError("/document", "out_of_range", _("The document is empty or larger than 20 MB."))
        )
    if len(reason) > 500:
        errors.append(FieldError("/reason", "max_length", _("The reason is longer than 500 characters.")))
    if not (draft.price.is_finite() and 0 <= draft.price < Decimal(10) ** 12):
        sentence = _("The figure must lie between 0 and a million million.")
        errors.append(FieldError("/price", "out_of_range", sentence))
    return errors


def _content(entered: ManualPrice, before: Decimal | None) -> dict[str, Any]:
    """What the second person approves: from what to what, and on what evidence."""
    return {
        "instrument": str(entered.instrument.public_id),
        "on": entered.on.isoformat(),
        "from": "" if before is None else format(before.normalize(), "f"),
        "to": format(entered.price.normalize(), "f"),
        "source": entered.source,
        "reason": entered.reason,
        "document": entered.document.sha256 if entered.document else "",
    }
