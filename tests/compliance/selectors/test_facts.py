"""From the valuation's facts to the rules' facts."""

from decimal import Decimal

from compliance.rules.facts import FigureState
from compliance.selectors.facts import labels_of, portfolio_facts
from portfolios.selectors.books import average_costs_between, day_facts_at, shelf_clear
from portfolios.services.valuations import valuations_run
from tenancy.models import Tenant
from tenancy.permissions import system_actor
from tests.portfolios.book_builder import BookBuilder, day, make_instrument, quote


def test_everything_a_rule_asks_for_is_there(scope: Tenant) -> None:
    shelf_clear()
    book, share = BookBuilder(), make_instrument("Share", max_age=30)
    other = make_instrument("Unquoted")
    quote(share, d2020_01_01="10", d2020_01_02="9")
    book.book("deposit", "2020-01-01", amount="500")
    book.book("buy", "2020-01-01", instrument=share, quantity="10", price="10", amount="102", fee="2")
    book.book("buy", "2020-01-02", instrument=share, quantity="5", price="9", amount="45")
    book.book("transfer_in", "2020-01-02", instrument=other, quantity="1")
    valuations_run(actor=system_actor(scope), portfolio_ids=[book.portfolio.pk], until=day("2020-01-02"))
    found = day_facts_at(tenant=scope, portfolios=[book.portfolio], as_of=day("2020-01-02"))
    costs = average_costs_between(tenant=scope, portfolio=book.portfolio, days=[day("2020-01-02")])
    facts = portfolio_facts(
        found[book.portfolio.pk],
        labels_of(list(found.values())),
        unit_value=Decimal("0.9"),
        unit_high=Decimal(1),
        average_costs=costs[day("2020-01-02")],
        best_prices={share.pk: Decimal("12.5")},
    )
    assert (facts.unit_value, facts.unit_high) == (Decimal("0.9"), Decimal(1))
    assert (facts.state, facts.value, facts.missing) == (FigureState.INCOMPLETE, None, ("Unquoted",))
    assert (facts.cash, facts.cash_was_used) == (Decimal(353), True)
    held = {each.instrument: each for each in facts.positions}
    position = held[str(share.public_id)]
    assert (position.value, position.price, position.price_age, position.max_price_age) == (
        Decimal(135),
        Decimal(9),
        0,
        30,
    )
    assert (position.average_cost, position.best_price) == (Decimal(145) / 15, Decimal("12.5"))
    assert (position.increased, position.decreased, position.is_short) == (True, False, False)
    assert (held[str(other.public_id)].price, held[str(other.public_id)].increased) == (None, False)
    assert [(each.account, each.balance) for each in facts.balances] == [
        (str(book.cash.public_id), Decimal(353))
    ]
