"""The form shows the fields that a type can have, and drafts say what was typed."""

from decimal import Decimal

import pytest

from portfolios.choices import TransactionType
from portfolios.models import Instrument, Portfolio
from portfolios.services.transactions import LotDraft
from portfolios.transaction_forms import ALWAYS, TransactionForm


@pytest.mark.parametrize(
    ("kind", "there", "absent"),
    [
        ("deposit", {"amount", "cash_account"}, {"instrument", "ratio", "is_external", "fee"}),
        ("spin_off", {"related_instrument", "ratio", "cost_share", "cash_in_lieu"}, {"price", "lots", "tax"}),
        ("transfer_in", {"lots", "transfer_group", "is_external", "amount"}, {"ratio", "ex_date"}),
        ("fee", {"fee_kind", "is_paid_externally"}, {"quantity", "counter_amount"}),
        ("fx", {"counter_currency", "counter_amount", "counter_cash_account"}, {"instrument", "ex_date"}),
        ("dividend", {"ex_date", "tax"}, {"lots", "accrued_interest"}),
    ],
)
def test_a_type_has_its_fields(portfolio: Portfolio, kind: str, there: set[str], absent: set[str]) -> None:
    names = set(TransactionForm(portfolio=portfolio, kind=kind).fields)
    assert names >= ALWAYS | there
    assert not names & absent


@pytest.mark.parametrize("kind", TransactionType.values)
def test_what_is_left_out_is_as_it_is_by_default(portfolio: Portfolio, kind: str) -> None:
    form = TransactionForm({"type": kind, "trade_date": "2022-03-07"}, portfolio=portfolio, kind=kind)
    assert form.is_valid(), form.errors
    draft = form.draft()
    assert draft.is_external is (not kind.startswith("transfer")), (
        "an unticked box is a move between own accounts"
    )
    assert (draft.type, draft.amount, list(draft.lots)) == (kind, None, [])


def test_lots_are_typed_as_in_a_file(portfolio: Portfolio, share: Instrument) -> None:
    typed = {"type": "transfer_in", "trade_date": "2022-03-07", "instrument": share.symbol, "quantity": "100"}
    form = TransactionForm(
        typed | {"lots": "60 2019-03-01 6000.00 0.93 | 40 2020-05-04 4400"},
        portfolio=portfolio,
        kind="transfer_in",
    )
    assert form.is_valid(), form.errors
    first, second = form.draft().lots
    assert isinstance(first, LotDraft)
    assert (first.quantity, first.cost, first.fx_rate) == (Decimal(60), Decimal(6000), Decimal("0.93"))
    assert (second.cost, second.fx_rate) == (Decimal(4400), None)
    wrong = TransactionForm(typed | {"lots": "sixty"}, portfolio=portfolio, kind="transfer_in")
    assert set(wrong.errors) == {"lots"}
