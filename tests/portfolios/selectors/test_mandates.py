"""Which mandate holds on a day."""

from decimal import Decimal

from portfolios.choices import Cadence
from portfolios.models import BenchmarkPart, Limit, Mandate
from portfolios.selectors.mandates import mandate_in_force, mandates_in_force
from tenancy.models import Tenant
from tests.portfolios.book_builder import BookBuilder, day, make_instrument


def version(book: BookBuilder, number: int, effective_from: str, **fields: object) -> Mandate:
    made: Mandate = Mandate.objects.create(
        portfolio=book.portfolio,
        version=number,
        type="advisory",
        effective_from=day(effective_from),
        rule_pack="EU",
        **fields,
    )
    return made


def test_the_latest_version_in_force_holds_with_what_belongs_to_it(scope: Tenant) -> None:
    book, without = BookBuilder(), BookBuilder()
    version(book, 1, "2020-01-01")
    second = version(book, 2, "2020-02-01", cadence="quarterly", has_leverage=True)
    version(book, 3, "2020-03-01")
    latest = version(book, 4, "2020-03-01")
    Limit.objects.create(mandate=second, rule="cash_floor", value=Decimal("0.05"))
    share = make_instrument()
    BenchmarkPart.objects.create(mandate=second, instrument=share, weight=Decimal(1))
    ids = [book.portfolio.pk, without.portfolio.pk]
    assert mandates_in_force(portfolio_ids=ids, on=day("2019-12-31")) == {}
    found = mandates_in_force(portfolio_ids=ids, on=day("2020-02-29"))
    assert set(found) == {book.portfolio.pk}
    chosen = found[book.portfolio.pk]
    assert (chosen.mandate, [each.rule for each in chosen.limits]) == (second, ["cash_floor"])
    assert (chosen.cadence, chosen.weights) == (Cadence.MONTHLY, {share.pk: Decimal(1)})
    in_march = mandate_in_force(portfolio=book.portfolio, on=day("2020-03-01"))
    assert in_march is not None
    assert (in_march.mandate, in_march.limits) == (latest, ())
    assert mandate_in_force(portfolio=without.portfolio, on=day("2020-03-01")) is None
