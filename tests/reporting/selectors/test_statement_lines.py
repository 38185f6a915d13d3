"""The tables of a statement."""

from datetime import date
from decimal import Decimal

from tests.reporting.story import Story


def test_holdings_stand_by_class_and_name_with_their_price(story: Story) -> None:
    lines = story.build().holdings
    assert [line.name for line in lines] == ["Blue Harbor Corp.", "Novaterra SE", "World Index Fund"]
    share = lines[1]
    assert (share.quantity, share.price_source, share.price_state) == (300, "close", "complete")
    assert share.cost_basis == Decimal(300) * Decimal("100.10")
    assert share.market_value is not None
    assert share.unrealized_gain == share.market_value - Decimal("30030.00")


def test_cash_has_both_ends_in_its_own_currency(story: Story) -> None:
    lines = {line.currency: line for line in story.build().cash}
    euro, dollar = lines["EUR"], lines["USD"]
    assert euro.opening_balance == 150000 - 40074 - 40040 - 40000
    moved = 10000 + 595 + Decimal("10430.25") - Decimal("412.37") - 25 - Decimal("1.10") - 5000
    assert euro.closing_balance == euro.opening_balance + moved
    assert dollar.opening_balance == dollar.closing_balance == 48200 - 31396


def test_income_on_its_way_is_named(story: Story) -> None:
    (line,) = story.build().receivables
    assert (line.name, line.ex_on, line.due_on) == ("Blue Harbor Corp.", date(2021, 6, 28), date(2021, 7, 2))
    assert line.amount == 255


def test_allocation_holds_every_class_held_or_agreed(story: Story) -> None:
    lines = {line.asset_class: line for line in story.build().allocation}
    assert list(lines) == ["cash", "equity", "fund"]
    assert (lines["equity"].minimum, lines["equity"].target, lines["equity"].maximum) == (
        Decimal("0.35"),
        Decimal("0.45"),
        Decimal("0.55"),
    )


def test_transactions_are_signed_and_reversals_stand_beside_what_they_undo(story: Story) -> None:
    lines = story.build().transactions
    assert [line.trade_date for line in lines] == sorted(line.trade_date for line in lines)
    amounts = [(line.type, line.amount, line.is_reversal) for line in lines]
    assert ("deposit", Decimal(777), False) in amounts
    assert ("deposit", Decimal(-777), True) in amounts
    assert ("sell", Decimal("10430.25"), False) in amounts
    assert ("withdrawal", Decimal(-5000), False) in amounts
    assert ("fee", Decimal("-412.37"), False) in amounts
    assert len(lines) == 9


def test_an_exchange_shows_both_amounts(story: Story) -> None:
    data = story.build(after=date(2020, 12, 31), until=date(2021, 3, 31))
    line = next(each for each in data.transactions if each.type == "fx")
    assert (line.amount, line.currency) == (-40000, "EUR")
    assert (line.counter_amount, line.counter_currency) == (48200, "USD")
