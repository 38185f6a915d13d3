"""Portfolios, accounts and mandates: what is accepted, what is refused, and what is written down."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from clients.models import Client
from portfolios.models import Account, Instrument, Mandate, Portfolio
from portfolios.services.structure import (
    AccountDraft,
    AllocationDraft,
    BenchmarkDraft,
    LimitDraft,
    MandateDraft,
    PortfolioChanges,
    account_create,
    mandate_create,
    portfolio_create,
    portfolio_update,
)
from portfolios.services.transactions import transactions_post
from tenancy.errors import Conflict, NotAllowed, NotFound, RuleRefused
from tenancy.models import AuditEntry
from tenancy.permissions import Actor, grant
from tenancy.roles import Role
from tests.factories.book import deposit, make_instrument, make_portfolio

D = Decimal
DAY = date(2022, 1, 3)


def mandate(**fields: Any) -> MandateDraft:
    return MandateDraft(type="discretionary", effective_from=DAY, rule_pack="EU", **fields)


def test_a_portfolio_starts_with_one_of_each_account(portfolio: Portfolio) -> None:
    custody, cash = Account.objects.filter(portfolio=portfolio).order_by("-kind")
    assert (custody.kind, custody.currency, custody.cash_account) == ("custody", "", cash)
    assert (cash.kind, cash.currency) == ("cash", "EUR")
    entry = AuditEntry.objects.get(action="portfolio.create")
    assert entry.client_ids == [portfolio.client_id]


def test_accounts_given_add_to_the_first_two(operations: Actor, client_row: Client) -> None:
    portfolio = make_portfolio(
        operations,
        client_row,
        "P-2",
        accounts=[
            AccountDraft(kind="cash", number="U", currency="USD"),
            AccountDraft(kind="custody", number="DEPOT"),
        ],
    )
    found = {row.number: row.currency for row in Account.objects.filter(portfolio=portfolio)}
    assert found == {"U": "USD", "DEPOT": "", "P-2-EUR": "EUR"}


def test_a_reference_stands_once(operations: Actor, client_row: Client, portfolio: Portfolio) -> None:
    with pytest.raises(Conflict):
        make_portfolio(operations, client_row, portfolio.reference)
    assert Portfolio.objects.count() == 1


def test_an_unknown_currency_is_named(operations: Actor, client_row: Client) -> None:
    with pytest.raises(RuleRefused) as refused:
        make_portfolio(operations, client_row, "P-2", currency="EUX")
    assert ("/currency", "unknown_currency") in [(e.pointer, e.code) for e in refused.value.errors]
    assert not Portfolio.objects.exists()


def test_an_advisor_may_not_open_portfolios(actors: dict[Role, Actor], client_row: Client) -> None:
    advisor = actors[Role.ADVISOR]
    with pytest.raises(NotFound):
        make_portfolio(advisor, client_row, "P-2")
    assert advisor.user is not None
    grant(advisor.user, client_row)
    with pytest.raises(NotAllowed):
        make_portfolio(advisor, client_row, "P-2")


def test_how_lots_are_kept_is_fixed_by_the_first_booking(operations: Actor, portfolio: Portfolio) -> None:
    changed = portfolio_update(
        actor=operations, portfolio=portfolio, changes=PortfolioChanges(cost_method="average", name="New")
    )
    assert (changed.cost_method, changed.name) == ("average", "New")
    transactions_post(actor=operations, portfolio=portfolio, drafts=[deposit("1.00", DAY)])
    with pytest.raises(RuleRefused) as refused:
        portfolio_update(actor=operations, portfolio=portfolio, changes=PortfolioChanges(cost_method="fifo"))
    assert refused.value.errors[0].pointer == "/cost_method"
    with pytest.raises(RuleRefused):
        portfolio_update(
            actor=operations, portfolio=portfolio, changes=PortfolioChanges(closed_on=date(2019, 1, 1))
        )


def test_an_update_without_a_change_leaves_no_trace(operations: Actor, portfolio: Portfolio) -> None:
    portfolio_update(actor=operations, portfolio=portfolio, changes=PortfolioChanges(name=portfolio.name))
    assert not AuditEntry.objects.filter(action="portfolio.update").exists()


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (AccountDraft(kind="cash", number="X"), "unknown_currency"),
        (AccountDraft(kind="custody", number="X", currency="EUR"), "forbidden"),
        (AccountDraft(kind="custody", number=""), "blank"),
        (AccountDraft(kind="vault", number="X"), "invalid_choice"),
    ],
)
def test_an_account_must_make_sense(
    operations: Actor, portfolio: Portfolio, draft: AccountDraft, code: str
) -> None:
    with pytest.raises(RuleRefused) as refused:
        account_create(actor=operations, portfolio=portfolio, draft=draft)
    assert code in [error.code for error in refused.value.errors]


def test_an_account_number_stands_once_in_a_portfolio(operations: Actor, portfolio: Portfolio) -> None:
    draft = AccountDraft(kind="cash", number="P-1-EUR", currency="USD")
    with pytest.raises(Conflict):
        account_create(actor=operations, portfolio=portfolio, draft=draft)


def test_a_custody_account_settles_within_its_portfolio(
    operations: Actor, portfolio: Portfolio, client_row: Client
) -> None:
    other = make_portfolio(operations, client_row, "P-2")
    foreign = Account.objects.get(portfolio=other, kind="cash")
    with pytest.raises(RuleRefused):
        account_create(
            actor=operations,
            portfolio=portfolio,
            draft=AccountDraft(kind="custody", number="X", cash_account=foreign),
        )


def test_a_mandate_is_a_new_version_with_its_parts(
    operations: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    other = make_instrument(operations, "BOND", asset_class="bond")
    first = mandate_create(actor=operations, portfolio=portfolio, draft=mandate())
    second = mandate_create(
        actor=operations,
        portfolio=portfolio,
        draft=mandate(
            benchmark=[BenchmarkDraft(share, D("0.6")), BenchmarkDraft(other, D("0.4"))],
            allocation=[AllocationDraft("equity", D("0.6"), D("0.4"), D("0.7"))],
            limits=[LimitDraft("instrument_weight", D("0.1"))],
        ),
        known_rules={"instrument_weight"},
    )
    assert (first.version, second.version) == (1, 2)
    assert sum(part.weight for part in second.benchmark.all()) == 1
    assert second.allocation.get().maximum == D("0.7")
    assert second.limits.get().rule == "instrument_weight"
    assert AuditEntry.objects.filter(action="mandate.create").count() == 2


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"weights": ["0.6", "0.3"]}, "/benchmark", "weights_not_one"),
        ({"weights": ["1.2", "-0.2"]}, "/benchmark/1/weight", "out_of_range"),
        ({"weights": ["0.5", "0.5"], "same": True}, "/benchmark/1/instrument", "repeated"),
        ({"band": ("0.5", "0.6", "0.9")}, "/allocation/0", "band_out_of_order"),
        ({"band": ("0.5", "-0.1", "0.9")}, "/allocation/0", "band_out_of_order"),
        ({"limits": ["Not A Code"]}, "/limits/0/rule", "unknown_rule"),
        ({"limits": ["cash_floor", "cash_floor"]}, "/limits/1", "repeated"),
    ],
)
def test_a_mandate_that_contradicts_itself_is_refused(
    operations: Actor,
    portfolio: Portfolio,
    share: Instrument,
    fields: dict[str, object],
    pointer: str,
    code: str,
) -> None:
    second = share if "same" in fields else make_instrument(operations, "OTHER")
    weights = fields.get("weights", [])
    assert isinstance(weights, list)
    benchmark = [
        BenchmarkDraft(instrument, D(weight))
        for instrument, weight in zip((share, second), weights, strict=False)
    ]
    band = fields.get("band")
    allocation = [AllocationDraft("equity", *map(D, band))] if isinstance(band, tuple) else []
    codes = fields.get("limits", [])
    assert isinstance(codes, list)
    draft = mandate(
        benchmark=benchmark, allocation=allocation, limits=[LimitDraft(rule, D(1)) for rule in codes]
    )
    with pytest.raises(RuleRefused) as refused:
        mandate_create(actor=operations, portfolio=portfolio, draft=draft)
    assert (pointer, code) in [(error.pointer, error.code) for error in refused.value.errors]
    assert not Mandate.objects.exists()


def test_a_limit_must_name_a_rule_that_is_known(operations: Actor, portfolio: Portfolio) -> None:
    with pytest.raises(RuleRefused):
        mandate_create(
            actor=operations,
            portfolio=portfolio,
            draft=mandate(limits=[LimitDraft("instrument_weight", D(1))]),
            known_rules={"cash_floor"},
        )


def test_the_reference_is_kept_without_blanks_around(operations: Actor, client_row: Client) -> None:
    portfolio = portfolio_create(
        actor=operations, client=client_row, reference=" P-7 ", name="Seven", currency="CHF", opened_on=DAY
    )
    assert portfolio.reference == "P-7"
