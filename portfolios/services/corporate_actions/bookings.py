"""What an event books in one portfolio: one draft, or one for each custody account, and a sale of every fraction paid for."""

from collections.abc import Sequence

from portfolios.choices import LotPool, TransactionType
from portfolios.ledger.entitlements import INCOME_ACTS
from portfolios.ledger.entries import EntryType
from portfolios.models import CorporateActionEvent
from portfolios.selectors.entitlements import EntitlementLine, external_id
from portfolios.services.transactions import TransactionDraft


class NotBookable(Exception):
    """A merger for units and money, where several accounts share one pool of lots: whose cost the money ends is not said."""


def drafts_of(event: CorporateActionEvent, lines: Sequence[EntitlementLine]) -> list[TransactionDraft]:
    """The drafts of one portfolio's entitled lines, each with an external id of its own. Raises `NotBookable`."""
    kind = EntryType(event.type)
    if kind in INCOME_ACTS:
        return [_income(event, line) for line in lines]
    if kind is EntryType.REDEMPTION:
        return [_redemption(event, line) for line in lines]
    acts = _merger(event, lines) if kind is EntryType.MERGER else [_act(event, "all")]
    return [*acts, *(_fraction(event, line) for line in lines if line.due.fraction)]


def _id(event: CorporateActionEvent, part: str) -> str:
    return f"{external_id(event)} {part}"


def _income(event: CorporateActionEvent, line: EntitlementLine) -> TransactionDraft:
    """Money per unit. Paid in another currency than the instrument's, the price per unit is left to the event."""
    same_currency = event.currency == event.instrument.currency
    has_ex_date = event.type != TransactionType.RETURN_OF_CAPITAL
    return TransactionDraft(
        type=event.type,
        trade_date=event.pay_date,
        external_id=_id(event, f"account {line.account.public_id}"),
        account=line.account,
        instrument=event.instrument,
        quantity=line.held,
        price=event.per_unit if same_currency else None,
        currency=event.currency,
        amount=line.due.net,
        tax=line.due.tax,
        ex_date=event.ex_date if has_ex_date else None,
        note=event.note,
    )


def _redemption(event: CorporateActionEvent, line: EntitlementLine) -> TransactionDraft:
    return TransactionDraft(
        type=TransactionType.REDEMPTION,
        trade_date=event.ex_date,
        settlement_date=event.pay_date,
        external_id=_id(event, f"account {line.account.public_id}"),
        account=line.account,
        instrument=event.instrument,
        quantity=line.held,
        price=event.per_unit,
        currency=event.currency,
        amount=line.due.net,
        note=event.note,
    )


def _merger(event: CorporateActionEvent, lines: Sequence[EntitlementLine]) -> list[TransactionDraft]:
    """For units, one act for all accounts; with money, one for each account, where their lots can be told apart.

    Several accounts that share one pool and are paid in money alone are redeemed one by one: the same effect.
    """
    if not event.per_unit:
        return [_act(event, "all")]
    if len(lines) == 1:
        return [_act(event, "all", line=lines[0])]
    if lines[0].portfolio.lot_pool == LotPool.ACCOUNT:
        return [_act(event, f"account {line.account.public_id}", line=line, split=True) for line in lines]
    if event.related_instrument_id is None and event.currency == event.instrument.currency:
        return [_redemption(event, line) for line in lines]
    raise NotBookable


def _act(
    event: CorporateActionEvent, part: str, *, line: EntitlementLine | None = None, split: bool = False
) -> TransactionDraft:
    """An act on units; `line` brings the money of a merger, `split` confines it to the line's account."""
    return TransactionDraft(
        type=event.type,
        trade_date=event.ex_date,
        settlement_date=event.pay_date if line is not None else None,
        external_id=_id(event, part),
        account=line.account if line is not None and split else None,
        instrument=event.instrument,
        related_instrument=event.related_instrument,
        ratio=event.ratio,
        cost_share=event.cost_share,
        currency=event.currency if line is not None else "",
        amount=line.due.net if line is not None else None,
        note=event.note,
    )


def _fraction(event: CorporateActionEvent, line: EntitlementLine) -> TransactionDraft:
    """Cash in lieu is a sale of the fraction, after the act of the same day."""
    received = event.related_instrument or event.instrument
    return TransactionDraft(
        type=TransactionType.SELL,
        trade_date=event.ex_date,
        settlement_date=event.pay_date,
        external_id=_id(event, f"fraction {line.account.public_id}"),
        account=line.account,
        instrument=received,
        quantity=line.due.fraction,
        price=event.fraction_price,
        currency=received.currency,
        amount=line.due.fraction_money,
        note=event.note,
    )
