"""Founding the demonstration's firms through the services everybody uses: people, teams, clients, portfolios, mandates, grants."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from django.contrib.auth.hashers import make_password

from clients.models import Client, ContactChannel
from clients.services.clients import client_create
from clients.services.households import household_create, household_member_add
from clients.services.notes import note_write
from clients.services.profiles import goal_create, risk_profile_record
from compliance.services.rule_packs import rule_packs_install
from config.demo.books import Plan, plans
from config.demo.cast import PASSWORD, Firm, is_entity
from config.demo.market import FIRST_DAY, INDEX
from portfolios.choices import AccountKind, AssetClass, Cadence, MandateType
from portfolios.models import Instrument, Portfolio
from portfolios.services.structure import (
    AccountDraft,
    AllocationDraft,
    BenchmarkDraft,
    LimitDraft,
    MandateDraft,
    mandate_create,
    portfolio_create,
)
from tenancy.models import ApiToken, Membership, Team, TeamMember, Tenant, User
from tenancy.permissions import Actor, grant, system_actor
from tenancy.roles import Role, Scope
from tenancy.scope import tenant_scope
from tenancy.selectors import token_hash
from tenancy.services.firms import membership_create, tenant_create

PORTAL_CLIENTS = 6
STATEMENTS_FROM = date(2022, 6, 30)


@dataclass(frozen=True, slots=True)
class Founded:
    """A founded firm and the people who will act in it."""

    tenant: Tenant
    actors: dict[str, Actor]
    portal: tuple[str, ...]
    secret: str


def firm_found(firm: Firm) -> Founded:
    """The firm and its staff; people have no second factor, which only the demo's setting allows."""
    tenant = tenant_create(
        code=firm.code,
        legal_name=firm.legal_name,
        base_currency=firm.currency,
        languages=[firm.language, "en" if firm.language != "en" else "zh-hans"],
        zone=firm.zone,
        calendar=firm.calendar,
        rule_pack=firm.rule_pack,
        holds_client_assets=True,
        is_demo=True,
        notice=firm.notice,
        statements_from=STATEMENTS_FROM,
        business_date_pinned=FIRST_DAY,
    )
    with tenant_scope(tenant.pk):
        rule_packs_install(actor=system_actor(tenant))
        actors = {
            person.email: _person(tenant, firm, person.email, person.name, person.role, person.licence)
            for person in firm.staff
        }
        _teams(firm, actors)
    return Founded(tenant=tenant, actors=actors, portal=portal_emails(firm), secret=token_secret(firm))


def firm_known(firm: Firm) -> Founded | None:
    """The firm as founded by an earlier run; None when there is none."""
    tenant = Tenant.objects.filter(code=firm.code, is_demo=True).first()
    if tenant is None:
        return None
    with tenant_scope(tenant.pk):
        memberships = Membership.objects.select_related("user").filter(
            user__email__in=[p.email for p in firm.staff]
        )
        actors = {
            m.user.email: Actor(tenant=tenant, role=Role(m.role), user=m.user, membership=m)
            for m in memberships
        }
    return Founded(tenant=tenant, actors=actors, portal=portal_emails(firm), secret=token_secret(firm))


def portal_emails(firm: Firm) -> tuple[str, ...]:
    """The clients who have a login."""
    return tuple(f"client{number + 1}@{firm.code}.example" for number in range(PORTAL_CLIENTS))


def token_secret(firm: Firm) -> str:
    """The integrator's secret: the same on every machine, as everything in the demonstration."""
    return f"demo-{firm.code}-{token_hash(str(firm.seed))[:40]}"


@cache
def _password() -> str:
    """Every login of the demonstration has the same password, so it is stretched once: that takes a third of a second."""
    return make_password(PASSWORD)


def _person(tenant: Tenant, firm: Firm, email: str, name: str, role: Role, licence: str = "") -> Actor:
    user = User(email=email, password=_password(), name=name, language=firm.language)
    user.save()
    nobody = system_actor(tenant)
    membership = membership_create(actor=nobody, user=user, role=role, licence_number=licence)
    return Actor(tenant=tenant, role=role, user=user, membership=membership)


def _teams(firm: Firm, actors: dict[str, Actor]) -> None:
    for person in firm.staff:
        user = actors[person.email].user
        if person.team and user is not None:
            team, _created = Team.objects.get_or_create(name=person.team)
            TeamMember.objects.create(team=team, user=user)


def actor_of(founded: Founded, role: Role, index: int = 0) -> Actor:
    """The firm's `index`-th person of a role."""
    return [actor for actor in founded.actors.values() if actor.role == role][index]


def clients_open(firm: Firm, founded: Founded) -> list[Client]:
    """The forty clients with households, profiles, goals, notes and grants: two teams share them, some go to one advisor."""
    operations = actor_of(founded, Role.OPERATIONS)
    chance = random.Random(firm.seed + 7)  # noqa: S311
    teams = list(Team.objects.order_by("id"))
    lone = actor_of(founded, Role.ADVISOR)
    clients = []
    for number, name in enumerate(firm.clients):
        client = client_create(
            actor=operations,
            reference=f"{firm.reference}-{number + 1:04d}",
            name=name,
            kind="entity" if is_entity(name) else "person",
            language=firm.language,
            classification="professional" if is_entity(name) else "retail",
            email=f"client{number + 1}@{firm.code}.example",
            country="LU" if firm.calendar == "LU" else "CN",
            tax_country="LU" if firm.calendar == "LU" else "CN",
            born_on=date(1945 + chance.randrange(50), 1 + chance.randrange(12), 1 + chance.randrange(28)),
        )
        team = number % len(teams)
        advisor = lone if number % 5 == 0 else actor_of(founded, Role.ADVISOR, 1 + team)
        grant(lone.user if advisor is lone and lone.user else teams[team], client)
        _file(client, advisor, chance)
        clients.append(client)
    return clients


def _file(client: Client, advisor: Actor, chance: random.Random) -> None:
    """Profile, goal and a note, as the advisor writes them."""
    tolerance, capacity = 2 + chance.randrange(4), 2 + chance.randrange(4)
    risk_profile_record(
        actor=advisor,
        client=client,
        assessed_on=date(2022, 3, 1) + timedelta(days=chance.randrange(200)),
        tolerance=tolerance,
        capacity=capacity,
        valid_until=date(2023, 3, 1) + timedelta(days=chance.randrange(200)),
    )
    if chance.random() < 0.5:
        name = {"en": "Retirement", "zh-hans": "养老"}[client.language]
        goal_create(
            actor=advisor,
            client=client,
            name=name,
            target_amount=Decimal(chance.randrange(3, 30)) * 100_000,
            currency=advisor.tenant.base_currency,
            target_on=date(2035, 12, 31),
        )
    if chance.random() < 0.6:
        words = {
            "en": ("Annual review by telephone", "Send the proposal"),
            "zh-hans": ("年度电话回访", "发送建议书"),
        }
        summary, step = words[client.language]
        note_write(
            actor=advisor,
            client=client,
            on=date(2022, 12, 1) + timedelta(days=chance.randrange(25)),
            channel=ContactChannel.CALL,
            summary=summary,
            next_step=step,
            next_step_on=date(2023, 1, 9) + timedelta(days=chance.randrange(20)),
        )


def households_form(firm: Firm, founded: Founded, clients: list[Client]) -> None:
    """The first ten clients form five households."""
    operations = actor_of(founded, Role.OPERATIONS)
    for number in range(5):
        pair = clients[2 * number : 2 * number + 2]
        ending = "family" if firm.language == "en" else "家庭"
        surname = pair[0].name.split()[-1] if firm.language == "en" else pair[0].name[0]
        joined = f"{surname} {ending}" if firm.language == "en" else f"{surname}氏{ending}"
        household = household_create(
            actor=operations, reference=f"{firm.reference}H{number + 1}", name=joined
        )
        for client in pair:
            household_member_add(actor=operations, household=household, client=client)


def portfolios_open(firm: Firm, founded: Founded, clients: list[Client]) -> list[Portfolio]:
    """The sixty portfolios with their accounts and first mandates."""
    operations = actor_of(founded, Role.OPERATIONS)
    index = Instrument.objects.get(symbol=INDEX.symbol)
    opened = []
    for plan in plans(firm):
        accounts = [AccountDraft(kind=AccountKind.CASH, number=plan.cash_account, currency=plan.currency)]
        if plan.has_dollar_account:
            accounts.append(AccountDraft(kind=AccountKind.CASH, number=plan.dollar_account, currency="USD"))
        portfolio = portfolio_create(
            actor=operations,
            client=clients[plan.client_index],
            reference=plan.reference,
            name=_name(firm, plan),
            currency=plan.currency,
            opened_on=plan.opened_on,
            accounts=accounts,
        )
        mandate_create(actor=operations, portfolio=portfolio, draft=_mandate(firm, plan, index))
        opened.append(portfolio)
    return opened


def _name(firm: Firm, plan: Plan) -> str:
    names = {
        "en": {"0.35": "Defensive", "0.55": "Balanced", "0.75": "Growth", "0.90": "Equity"},
        "zh-hans": {"0.35": "稳健组合", "0.55": "均衡组合", "0.75": "成长组合", "0.90": "权益组合"},
    }
    return f"{names[firm.language][str(plan.equity_target)]} {plan.currency}"


def _mandate(firm: Firm, plan: Plan, index: Instrument) -> MandateDraft:
    """Bands of ten points around the target for what is invested, a weight limit, a cash floor; lines in China."""
    invested = plan.equity_target
    share = Decimal(
        sum(1 for symbol in plan.symbols if symbol not in {"MTUM", "QUAL", "SIZE", "USMV", "VLUE"})
    )
    equity = (invested * share / len(plan.symbols)).quantize(Decimal("0.01"))
    fund = invested - equity
    limits = [
        LimitDraft(rule="instrument_weight", value=Decimal("0.25")),
        LimitDraft(rule="cash_floor", value=Decimal("0.02")),
    ]
    if firm.rule_pack == "CN":
        limits += [
            LimitDraft(rule="warning_line", value=Decimal("0.85")),
            LimitDraft(rule="stop_line", value=Decimal("0.80")),
        ]
    else:
        limits.append(LimitDraft(rule="drawdown", value=Decimal("0.25")))
    return MandateDraft(
        type=MandateType.ADVISORY if plan.is_advisory else MandateType.DISCRETIONARY,
        effective_from=plan.opened_on,
        rule_pack=firm.rule_pack,
        benchmark=[BenchmarkDraft(instrument=index, weight=Decimal(1))],
        allocation=[
            _band(AssetClass.EQUITY, equity),
            _band(AssetClass.FUND, fund),
            _band(AssetClass.CASH, 1 - invested),
        ],
        limits=limits,
        cadence=Cadence.MONTHLY if plan.is_monthly else Cadence.QUARTERLY,
    )


def _band(asset_class: AssetClass, target: Decimal) -> AllocationDraft:
    return AllocationDraft(
        asset_class=asset_class,
        target=target,
        minimum=max(Decimal(0), target - Decimal("0.10")),
        maximum=min(Decimal(1), target + Decimal("0.10")),
    )


def portal_open(firm: Firm, founded: Founded, clients: list[Client]) -> None:
    """Logins for the first clients, granted to themselves."""
    for client in clients[:PORTAL_CLIENTS]:
        actor = _person(founded.tenant, firm, client.email, client.name, Role.CLIENT)
        assert actor.user is not None
        grant(actor.user, client)


def integrator_open(firm: Firm, founded: Founded) -> None:
    """An integrator with every scope."""
    actor = _person(founded.tenant, firm, f"integrator@{firm.code}.example", "API", Role.INTEGRATOR)
    assert actor.user is not None
    actor.user.set_unusable_password()
    actor.user.save(update_fields=["password"])
    ApiToken.objects.create(
        name="Demonstration",
        token_hash=token_hash(token_secret(firm)),
        scopes=[scope.value for scope in Scope],
        user=actor.user,
    )
