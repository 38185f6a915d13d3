from copy import replace
from decimal import Decimal
from typing import Any

import pytest

from portfolios.ledger.entries import EntryType, FeeKind
from portfolios.ledger.errors import EntryUnusable
from portfolios.ledger.rows import ExpenseKind, IncomeKind
from tests.portfolios.ledger.builders import CASH, DOLLAR_SHARE, DOLLARS, SHARE, booked, entry, jan

D = Decimal
T = EntryType


def test_money_in_and_out() -> None:
    book = booked([entry(1, T.DEPOSIT, 2, "100"), entry(2, T.WITHDRAWAL, 5, "130")])
    assert book.balances()[0].balance == -30, "an overdrawn account is a fact"
    assert [each.base_amount for each in book.flows] == [D(100), D(-130)]


def test_flows_are_valued_on_their_day() -> None:
    dollars: dict[str, Any] = {"currency": "USD", "cash_account": DOLLARS}
    book = booked([entry(1, T.DEPOSIT, 2, "100", **dollars), entry(2, T.DEPOSIT, 8, "100", **dollars)])
    assert [each.base_amount for each in book.flows] == [D(80), D(100)]


def test_income_is_gross_of_fee_and_tax() -> None:
    book = booked([entry(1, T.DIVIDEND, 5, "8", instrument=SHARE, fee="0.50", tax="1.50")])
    assert [(each.kind, each.amount) for each in book.income] == [(IncomeKind.DIVIDEND, D(10))]
    assert {each.kind: each.amount for each in book.expenses} == {
        ExpenseKind.FEE: D("0.50"),
        ExpenseKind.TAX: D("1.50"),
    }
    assert book.balances()[0].balance == 8
    assert book.flows == []


def test_a_dividend_is_receivable_from_ex_to_pay_day() -> None:
    dividend = entry(
        1,
        T.DIVIDEND,
        15,
        "8",
        ex_date=jan(8),
        instrument=DOLLAR_SHARE,
        tax="2",
        currency="USD",
        cash_account=DOLLARS,
    )
    assert booked([dividend], as_of=7).income == []
    between = booked([dividend], as_of=14)
    (receivable,) = between.receivables
    assert (receivable.amount, receivable.base_amount, receivable.due_on) == (D(8), D(8), jan(15))
    assert (between.balances(), between.income[0].base_amount) == ([], D(10))
    paid = booked([dividend], as_of=15)
    assert (paid.receivables, paid.balances()[0].balance) == ([], D(8))
    assert paid.cash_movements[0].base_amount == 10, "eight dollars at 1.25"
    (change,) = paid.receivables_paid
    assert change.base_paid - change.base_booked == 2


def test_interest_charged_is_negative_income_and_a_refund_a_negative_fee() -> None:
    book = booked([entry(1, T.INTEREST_CHARGE, 5, "100"), entry(2, T.FEE_REFUND, 5, "100")])
    assert sum(each.base_amount for each in book.income) == -100
    assert sum(each.base_amount for each in book.expenses) == -100
    assert book.balances()[0].balance == 0


def test_tax_withheld_on_interest_charged_is_in_its_amount() -> None:
    book = booked([entry(1, T.INTEREST_CHARGE, 5, "102", tax="2")])
    assert (book.income[0].amount, book.expenses[0].amount, book.balances()[0].balance) == (
        D(-100),
        D(2),
        D(-102),
    )


def test_fees_and_taxes_keep_their_kind() -> None:
    book = booked(
        [
            entry(1, T.FEE, 5, "30", fee_kind=FeeKind.MANAGEMENT),
            entry(2, T.TAX, 5, "4", instrument=SHARE),
            entry(3, T.TAX_REFUND, 6, "1"),
        ]
    )
    assert [(each.kind, each.fee_kind, each.amount, each.is_standalone) for each in book.expenses] == [
        (ExpenseKind.FEE, FeeKind.MANAGEMENT, D(30), True),
        (ExpenseKind.TAX, None, D(4), True),
        (ExpenseKind.TAX, None, D(-1), True),
    ]
    assert book.balances()[0].balance == -33


def test_a_fee_paid_from_outside_moves_no_money() -> None:
    book = booked([entry(1, T.FEE, 5, "30", paid_externally=True)])
    assert book.balances() == []
    assert [(each.amount, each.paid_externally) for each in book.expenses] == [(D(30), True)]


def exchange(**fields: Any) -> Any:
    usual: dict[str, Any] = {
        "counter_currency": "USD",
        "counter_amount": "130",
        "counter_cash_account": DOLLARS,
    }
    return entry(1, T.FX, 5, "102", fee="2", **(usual | fields))


def test_an_exchange_moves_two_accounts_at_one_value() -> None:
    book = booked([exchange()])
    assert [(each.account, each.currency, each.balance) for each in book.balances()] == [
        (CASH, "EUR", D(-102)),
        (DOLLARS, "USD", D(130)),
    ]
    sold, bought = book.cash_movements
    assert (sold.base_amount, bought.base_amount) == (D(-102), D(100))
    assert book.expenses[0].base_amount == 2


def test_between_two_foreign_currencies_the_market_values_what_is_sold() -> None:
    swap = exchange(
        currency="USD",
        cash_account=DOLLARS,
        counter_currency="GBP",
        counter_amount="70",
        counter_cash_account=29,
    )
    sold, bought = booked([swap]).cash_movements
    assert (sold.base_amount, bought.base_amount) == (D("-81.6"), D(80))


def test_into_the_reporting_currency_the_proceeds_are_the_value() -> None:
    back = exchange(
        currency="USD",
        cash_account=DOLLARS,
        counter_currency="EUR",
        counter_amount="79",
        counter_cash_account=CASH,
    )
    sold, bought = booked([back]).cash_movements
    assert bought.base_amount == 79
    assert abs(sold.base_amount + D("80.58")) < D("1e-20"), "79 and the fee of 2 dollars at 0.79"


@pytest.mark.parametrize(
    "original",
    [
        entry(1, T.DEPOSIT, 5, "100"),
        entry(1, T.WITHDRAWAL, 5, "100"),
        entry(1, T.DIVIDEND, 5, "8", instrument=SHARE, tax="2"),
        entry(1, T.DIVIDEND, 5, "8", instrument=SHARE, tax="2", ex_date=jan(2)),
        entry(1, T.INTEREST_CHARGE, 5, "8", tax="2"),
        entry(1, T.FEE, 5, "8"),
        entry(1, T.TAX_REFUND, 5, "8"),
        exchange(),
    ],
    ids=lambda each: each.type.value,
)
def test_reversed_later_everything_nets_to_nothing(original: Any) -> None:
    undo = replace(original, id=2, trade_date=jan(9), reverses=1)
    book = booked([original, undo])
    assert all(each.balance == 0 for each in book.balances())
    for rows in (book.cash_movements, book.income, book.expenses, book.raw_flows):
        assert len(rows) % 2 == 0
        assert sum(each.amount for each in rows if each.currency == "EUR") == 0


def test_income_reversed_before_it_is_paid_is_never_paid() -> None:
    dividend = entry(1, T.DIVIDEND, 15, "8", instrument=SHARE, tax="2", ex_date=jan(5))
    undo = replace(dividend, id=2, trade_date=jan(9), reverses=1)
    book = booked([dividend])
    assert book.balances()[0].balance == 8
    walked = booked([dividend], as_of=8)
    walked.apply(undo)
    walked.advance(jan(20))
    assert (walked.receivables, walked.balances()) == ([], [])
    assert sum(each.amount for each in walked.income) == 0
    assert sum(each.amount for each in walked.expenses) == 0


@pytest.mark.parametrize("kind", [T.DEPOSIT, T.INTEREST, T.FEE, T.FX])
def test_without_an_amount_nothing_is_booked(kind: EntryType) -> None:
    with pytest.raises(EntryUnusable):
        booked([entry(1, kind, 5)])
