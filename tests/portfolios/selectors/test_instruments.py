"""Instruments as people look for them."""

from datetime import date
from decimal import Decimal

from portfolios.selectors.instruments import instrument_by_code, instrument_list, price_history
from portfolios.services.prices import PriceDraft, prices_record
from tenancy.permissions import Actor
from tenancy.roles import Role
from tests.factories.book import make_instrument
from tests.factories.valued import TODAY, make_share


def test_the_last_price_is_that_of_the_day_asked_for(actors: dict[Role, Actor]) -> None:
    make_share(actors[Role.OPERATIONS])
    row = instrument_list(text="acm", as_of=date(2021, 1, 15)).get()
    assert (vars(row)["last_price"], vars(row)["last_price_on"]) == (Decimal(100), date(2021, 1, 15))
    assert vars(instrument_list(as_of=date(2019, 1, 1)).get())["last_price"] is None
    assert not instrument_list(asset_class="bond", as_of=TODAY).exists()


def test_a_code_finds_every_instrument_that_has_it(actors: dict[Role, Actor]) -> None:
    first = make_instrument(actors[Role.OPERATIONS], "TWIN", "EUR")
    second = make_instrument(actors[Role.OPERATIONS], "TWIN", "USD")
    assert instrument_by_code("twin") == [first, second]
    assert instrument_by_code("none") == []


def test_of_several_prices_of_a_day_the_last_recorded_is_shown(actors: dict[Role, Actor]) -> None:
    share = make_share(actors[Role.OPERATIONS])
    corrected = PriceDraft(share, TODAY, Decimal(111), source="By hand")
    prices_record(actor=actors[Role.OPERATIONS], rows=[corrected])
    history = price_history(instrument=share, from_on=date(2021, 2, 25), until=TODAY)
    assert [(each.on.day, each.price) for each in history] == [(25, Decimal(110)), (26, Decimal(111))]
