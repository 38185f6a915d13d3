"""The permission matrix: every route as every role, on one's own, on a hidden and on a foreign firm's object.

A marker stands in every text field of firm B and of a client of firm A that is granted to nobody. No answer, header, mail or
log line that reaches anybody may contain them; what is refused changes nothing; whoever sees a client's data is recorded.
"""

import hashlib
import io
import itertools
import logging
import secrets
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from tenancy.models import AccessEvent, ApiToken, Tenant
from tenancy.models.base import TenantRow
from tenancy.permissions import Actor, grant
from tenancy.roles import ACTIONS, SEES_ALL_CLIENTS, Action, Role, Scope
from tenancy.scope import tenant_scope
from tenancy.selectors import token_hash
from tests.conftest import make_actor
from tests.house.permission_table import ROWS, Row
from tests.house.permission_table.row import Door
from tests.house.world import World, build

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = tuple(role for role in Role if role not in {Role.SYSTEM, Role.INTEGRATOR})
LEFT_OUT = {
    "tenancy.auditentry",
    "tenancy.accessevent",
    "tenancy.idempotencykey",
    "tenancy.apitoken",
    "tenancy.job",
}
cells = itertools.count()


class Matrix:
    """Two firms, three worlds, one person of each role."""

    def __init__(self, firm: Tenant, other_firm: Tenant) -> None:
        self.seed = secrets.token_hex(4)
        self.firm, self.other_firm = firm, other_firm
        with tenant_scope(other_firm.pk):
            self.foreign = build(other_firm, f"FOREIGN{self.seed}")
        with tenant_scope(firm.pk):
            self.hidden = build(firm, f"HIDDEN{self.seed}", firm_marker=f"FIRM{self.seed}")
            self.own = build(firm, f"OWN{self.seed}")
            self.actors: dict[Role, Actor] = {role: make_actor(firm, role) for role in PEOPLE}
            for role in (Role.ADVISOR, Role.CLIENT):
                user = self.actors[role].user
                assert user is not None
                grant(user, self.own["clients.client"])
            self.secret = secrets.token_urlsafe(24)
            integrator = make_actor(firm, Role.INTEGRATOR)
            assert integrator.user is not None
            ApiToken.objects.create(
                name="t",
                token_hash=token_hash(self.secret),
                scopes=[s.value for s in Scope],
                user=integrator.user,
            )

        self.browsers: dict[Role | None, Browser] = {None: Browser(raise_request_exception=False)}
        self.browsers.update({role: self._browser(role) for role in PEOPLE})

    def _browser(self, role: Role) -> Browser:
        """A browser in which the person of this role has signed in."""
        browser = Browser(raise_request_exception=False)
        user = self.actors[role].user
        assert user is not None
        browser.force_login(user, backend="tenancy.backends.LoginBackend")
        return browser

    def fingerprint(self) -> str:
        """Every row of both firms, but for the trail itself."""
        digest = hashlib.sha256()
        for tenant in (self.firm, self.other_firm):
            with tenant_scope(tenant.pk), connection.cursor() as cursor:
                for model in apps.get_models():
                    if issubclass(model, TenantRow) and model._meta.label_lower not in LEFT_OUT:
                        cursor.execute(
                            f"SELECT coalesce(string_agg(t::text, '|' ORDER BY id), '') FROM {model._meta.db_table} t"
                        )
                        digest.update(cursor.fetchone()[0].encode())
        return digest.hexdigest()


@pytest.fixture
def matrix(firm: Tenant, other_firm: Tenant, settings: Any) -> Matrix:
    settings.DEMO = True
    made = Matrix(firm, other_firm)
    print(f"marker seed {made.seed}")
    return made


def address(row: Row, world: World) -> str:
    return reverse(
        row.name, kwargs={argument: world[label].public_id for argument, label in row.targets.items()}
    )


def text_of(response: Any) -> str:
    """Everything a reader could find: headers, body, the text of a PDF."""
    body = b"".join(response) if response.streaming else response.content
    text = str(response.headers) + body.decode("utf-8", "replace")
    if body.startswith(b"%PDF") and len(body) > 400:
        pages = pypdfium2.PdfDocument(io.BytesIO(body))
        text += "".join(page.get_textpage().get_text_range() for page in pages)
    return text


def callers(matrix: Matrix, row: Row) -> Iterator[tuple[Role | None, Browser, dict[str, str]]]:
    """Nobody, then each role; the API is called by the integrator and by people, whose session opens no door there."""
    for role, browser in matrix.browsers.items():
        yield role, browser, {}
    if row.door is Door.API:
        yield (
            Role.INTEGRATOR,
            Browser(raise_request_exception=False),
            {"Authorization": f"Bearer {matrix.secret}"},
        )


def sees(role: Role | None, world: str) -> bool:
    """Whether the role may see the client of this world."""
    if role is None or world == "foreign":
        return False
    return role in SEES_ALL_CLIENTS or (role in {Role.ADVISOR, Role.CLIENT} and world == "own")


def allowed(role: Role | None, row: Row, action: Action | None) -> bool:
    if role is None or action is None:
        return row.door is Door.PUBLIC or (row.door is Door.SIGNED_IN and role is not None)
    return action in ACTIONS[role] and (row.door is not Door.API or role is Role.INTEGRATOR)


GUARDED = [row for row in ROWS if row.door in {Door.PAGE, Door.API}]
CHUNKS = list(itertools.batched(GUARDED, 12, strict=False))


@pytest.mark.parametrize("rows", CHUNKS, ids=lambda rows: f"{rows[0].name}…{rows[-1].name}")
def test_cells(rows: tuple[Row, ...], matrix: Matrix, caplog: pytest.LogCaptureFixture) -> None:
    """Several rows share the worlds, since building them takes longer than asking."""
    caplog.set_level(logging.INFO)
    before = matrix.fingerprint()
    for row in rows:
        check_reads(row, matrix)
        check_refused_writes(row, matrix)
        after = matrix.fingerprint()
        assert after == before, f"{row.name}: reading or a refused request changed something"
    for message in mail.outbox:
        check_text(matrix, None, f"{message.subject}{message.body}{message.to}")
    for record in caplog.records:
        check_text(matrix, None, record.getMessage())


def worlds_of(row: Row) -> tuple[str, ...]:
    return ("own", "hidden", "foreign") if row.targets else ("own",)


def check_reads(row: Row, matrix: Matrix) -> None:
    """Every role reads its own, a hidden and a foreign object."""
    for (role, browser, headers), name in itertools.product(
        callers(matrix, row), worlds_of(row) if row.get else ()
    ):
        response = browser.get(address(row, getattr(matrix, name)), headers=headers)
        check_get(row, matrix, role, name, response)
        next(cells)


def check_refused_writes(row: Row, matrix: Matrix) -> None:
    """Every write that has to be refused is."""
    action = row.write_action or row.action
    for (role, browser, headers), name in itertools.product(
        callers(matrix, row), worlds_of(row) if row.post else ()
    ):
        hidden = bool(row.targets) and not sees(role, name) and is_client_data(row)
        if allowed(role, row, action) and not hidden:
            continue
        url = address(row, getattr(matrix, name))
        response = browser.post(url, "{}", content_type="application/json", headers=headers)
        assert response.status_code in {302, 401, 403, 404}, (row.name, role, name, response.status_code)
        check_markers(matrix, role, response)
        next(cells)


def is_client_data(row: Row) -> bool:
    """Whether the target hangs on a client."""
    models = [apps.get_model(label) for label in row.targets.values()]
    return any(getattr(model, "grant_path", None) is not None for model in models)


def check_get(row: Row, matrix: Matrix, role: Role | None, name: str, response: Any) -> None:
    code = response.status_code
    assert code < 500, (row.name, role, name, code)
    if role is None:
        assert code in ({401} if row.door is Door.API else {302}), (row.name, name, code)
    elif not allowed(role, row, row.action):
        assert code in {401, 403, 404}, (row.name, role, name, code)
    elif name == "foreign" or (is_client_data(row) and not sees(role, name)):
        assert code == 404, (row.name, role, name, code)
    check_markers(matrix, role, response)
    if code == 200:
        check_recorded(matrix, response)


def check_markers(matrix: Matrix, role: Role | None, response: Any) -> None:
    check_text(matrix, role, text_of(response))


def check_text(matrix: Matrix, role: Role | None, text: str) -> None:
    lowered = text.lower()
    assert matrix.foreign.marker.lower() not in lowered, (role, "a foreign firm's data")
    if role not in SEES_ALL_CLIENTS and not is_staff_data(matrix, role):
        assert matrix.hidden.marker.lower() not in lowered, (role, "a hidden client's data")


def is_staff_data(matrix: Matrix, role: Role | None) -> bool:
    """The administrator sees the firm's people, teams and jobs; the hidden world's marker stands in those too."""
    return role is Role.ADMINISTRATOR


def check_recorded(matrix: Matrix, response: Any) -> None:
    """A 200 that shows a client's marker has an access event that names the client."""
    text = text_of(response).lower()
    with tenant_scope(matrix.firm.pk):
        events = AccessEvent.objects.filter(request_id=response.headers.get("X-Request-ID", ""))
        named = {pk for event in events for pk in event.client_ids}
        for world in (matrix.own, matrix.hidden):
            if f"{world.marker}-client-".lower() in text:
                assert world.client_id in named, "shown and not recorded"


def test_the_worlds_carry_the_marker_everywhere(matrix: Matrix) -> None:
    """Every text column long enough for it holds the marker in firm B."""
    missing = []
    with tenant_scope(matrix.other_firm.pk), connection.cursor() as cursor:
        for model in apps.get_models():
            if not issubclass(model, TenantRow):
                continue
            for column in model._meta.local_fields:
                if carries_text(column):
                    cursor.execute(
                        f"SELECT count(*) FROM {model._meta.db_table} WHERE {column.column}::text ILIKE %s",
                        [f"%{matrix.foreign.marker}%"],
                    )
                    if not cursor.fetchone()[0]:
                        missing.append(f"{model._meta.label}.{column.name}")
    assert missing == []


def carries_text(column: Any) -> bool:
    named = {
        "portfolios.Mandate.rule_pack", "portfolios.Limit.rule", "compliance.Alert.rule", "compliance.Alert.subject",
        "portfolios.Transaction.transfer_group", "portfolios.Instrument.day_count", "tenancy.Document.path",
        "tenancy.Document.content_type",
    }  # fmt: skip
    is_text = column.get_internal_type() in {"CharField", "TextField", "EmailField", "JSONField"}
    short = column.max_length is not None and column.max_length < 14
    free = not column.choices and not column.name.endswith(("hash", "sha256"))
    return is_text and not short and free and f"{column.model._meta.label}.{column.name}" not in named


def test_the_number_of_cells_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    """Printed by `make accept`; runs last in this module."""
    with capsys.disabled():
        print(f"\npermission cells checked in this process: {next(cells)}")
