"""Which portfolios a night looks after."""

from portfolios.selectors.portfolios import portfolio_ids_open
from tenancy.models import Tenant
from tests.portfolios.book_builder import BookBuilder, day


def test_from_the_day_they_open_until_some_days_after_they_close(scope: Tenant) -> None:
    first = BookBuilder(opened_on="2020-01-01").portfolio.pk
    second = BookBuilder(opened_on="2020-02-01", options={"closed_on": day("2020-03-01")}).portfolio.pk
    found = {
        on: portfolio_ids_open(on=day(on)) for on in ("2019-12-31", "2020-02-01", "2020-03-11", "2020-03-12")
    }
    assert found == {
        "2019-12-31": [],
        "2020-02-01": [first, second],
        "2020-03-11": [first, second],
        "2020-03-12": [first],
    }
