"""Many writers on one portfolio: what was planned is what is there, and no writer fails."""

import random
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import batched
from typing import Any

import pytest
from django.db import connection

from portfolios.models import Instrument, Portfolio
from portfolios.services.transactions import TransactionDraft, transactions_post
from tenancy.models import Tenant
from tenancy.permissions import Actor
from tenancy.roles import Role
from tenancy.scope import tenant_scope
from tenancy.services.firms import tenant_create
from tests.conftest import make_actor
from tests.factories.book import deposit, make_client, make_instrument, make_portfolio, trade

FIRST_DAY = date(2021, 1, 4)
pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(slots=True)
class Plan:
    """What the writers will post, and what must be there afterwards, added up while it is planned."""

    drafts: list[list[TransactionDraft]] = field(default_factory=list)
    units: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    cash: Decimal = Decimal(0)
    count: int = 0


@dataclass(frozen=True, slots=True)
class Stage:
    """A firm with one portfolio, committed so that other connections see it."""

    tenant: Tenant
    actor: Actor
    portfolio: Portfolio
    shares: list[Instrument]


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    tenant = tenant_create(code="writers", legal_name="Writers", base_currency="EUR", languages=["en"])
    with tenant_scope(tenant.pk):
        actor = make_actor(tenant, Role.OPERATIONS)
        portfolio = make_portfolio(actor, make_client())
        shares = [make_instrument(actor, f"W{number}") for number in range(5)]
    return Stage(tenant, actor, portfolio, shares)


def planned(stage: Stage, *, writers: int, each: int, seed: int) -> Plan:
    """Purchases, sales and deposits on random days, so that most are dated before something posted already."""
    luck = random.Random(seed)  # noqa: S311
    plan = Plan()
    for _ in range(writers):
        own: list[TransactionDraft] = []
        for _ in range(each):
            day = FIRST_DAY + timedelta(days=luck.randrange(500))
            share = luck.choice(stage.shares)
            quantity, price = luck.randrange(1, 90), Decimal(luck.randrange(100, 9999)) / 100
            match luck.choice(["buy", "buy", "sell", "deposit"]):
                case "deposit":
                    own.append(deposit(f"{price:.2f}", day))
                    plan.cash += price
                case kind:
                    own.append(trade(kind, share, str(quantity), str(price), day))
                    sign = 1 if kind == "buy" else -1
                    plan.units[share.pk] += sign * quantity
                    plan.cash -= sign * quantity * price
        plan.drafts.append(own)
        plan.count += each
    return plan


def write(stage: Stage, drafts: list[TransactionDraft], at_once: int, start: threading.Barrier) -> None:
    """One writer with a connection of its own, posting a few drafts at a time."""
    try:
        start.wait(timeout=60)
        for some in batched(drafts, at_once, strict=False):
            with tenant_scope(stage.tenant.pk):
                transactions_post(actor=stage.actor, portfolio=stage.portfolio, drafts=some)
    finally:
        connection.close()


# The independent recomputation: in SQL, from the posted rows alone, knowing only which way each type goes.
UNITS = """
SELECT instrument_id, sum(CASE type WHEN 'buy' THEN quantity ELSE -quantity END) FROM portfolios_transaction
WHERE instrument_id IS NOT NULL GROUP BY 1
"""
CASH = """
SELECT sum(CASE type WHEN 'buy' THEN -amount ELSE amount END) FROM portfolios_transaction
"""
OPEN_LOTS = """
WITH bought AS (
    SELECT instrument_id, id, sum(quantity) OVER w - quantity AS before, sum(quantity) OVER w AS upto
    FROM portfolios_transaction WHERE type = 'buy' WINDOW w AS (PARTITION BY instrument_id ORDER BY trade_date, id)
), sold AS (
    SELECT instrument_id, sum(quantity) AS units FROM portfolios_transaction WHERE type = 'sell' GROUP BY 1
)
SELECT b.instrument_id, b.id, b.upto - GREATEST(b.before, COALESCE(s.units, 0))
FROM bought b LEFT JOIN sold s USING (instrument_id) WHERE b.upto > COALESCE(s.units, 0) ORDER BY 1, 2
"""


def answers(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def run_writers(stage: Stage, plan: Plan, *, at_once: int) -> float:
    start = threading.Barrier(len(plan.drafts) + 1)
    with ThreadPoolExecutor(len(plan.drafts)) as pool:
        futures = [pool.submit(write, stage, drafts, at_once, start) for drafts in plan.drafts]
        start.wait(timeout=60)
        began = time.perf_counter()
        errors = [future.exception() for future in futures]
    assert errors == [None] * len(plan.drafts)
    return time.perf_counter() - began


def check(stage: Stage, plan: Plan) -> None:
    """Projections, the SQL over the ledger, and the totals known before the run are one and the same."""
    with tenant_scope(stage.tenant.pk):
        assert answers("SELECT count(*) FROM portfolios_transaction") == [(plan.count,)]
        assert answers("SELECT balance FROM portfolios_cashbalance") == [(plan.cash,)]
        assert answers(CASH) == [(plan.cash,)]
        planned_units = {key: units for key, units in plan.units.items() if units}
        assert dict(answers("SELECT instrument_id, quantity FROM portfolios_holding")) == planned_units
        assert {key: units for key, units in answers(UNITS) if units} == planned_units
        lots = "SELECT instrument_id, sum(quantity) FROM portfolios_taxlot GROUP BY 1"
        assert dict(answers(lots)) == planned_units


def test_ten_writers_leave_what_was_planned(stage: Stage) -> None:
    plan = planned(stage, writers=10, each=4, seed=6)
    run_writers(stage, plan, at_once=1)
    check(stage, plan)


@pytest.mark.accept
def test_fifty_writers_leave_what_was_planned(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """Holdings, cash and lots after fifty writers, against totals known before and against SQL.

    A second run buys everything before it sells, so that first in, first out can be said in SQL lot by lot.
    """
    seed = 20_22
    plan = planned(stage, writers=50, each=20, seed=seed)
    seconds = run_writers(stage, plan, at_once=2)
    check(stage, plan)
    with capsys.disabled():
        print(f"\n50 writers posted {plan.count} transactions in {seconds:.1f} s (seed {seed})")


@pytest.mark.accept
def test_fifty_writers_leave_the_lots_that_sql_leaves(stage: Stage) -> None:
    plan = Plan()
    for writer in range(50):
        share = stage.shares[writer % 5]
        drafts = [
            trade("buy", share, str(3 + writer % 7), "10", FIRST_DAY + timedelta(days=writer + n))
            for n in range(4)
        ]
        drafts.append(trade("sell", share, "11", "12", date(2022, 1, 3)))
        plan.drafts.append(drafts)
        plan.count += len(drafts)
        plan.units[share.pk] += sum((3 + writer % 7 for _ in range(4)), Decimal(0)) - 11
        plan.cash += 11 * 12 - 4 * (3 + writer % 7) * 10
    run_writers(stage, plan, at_once=1)
    check(stage, plan)
    with tenant_scope(stage.tenant.pk):
        stored = answers("SELECT instrument_id, opened_by_id, quantity FROM portfolios_taxlot ORDER BY 1, 2")
        assert stored == answers(OPEN_LOTS)
