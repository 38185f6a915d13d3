"""Projections are thrown away and made again; the notices of a crash are worked out a second time by another program."""

import ast
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from config import schedule
from config.management.commands.rebuild import PROJECTIONS, projections_rebuild
from portfolios.models import Portfolio
from portfolios.selectors.books import shelf_clear
from portfolios.services.holdings import holdings_refresh
from tenancy.clock import business_date
from tenancy.models import Tenant
from tenancy.permissions import system_actor
from tenancy.scope import tenant_scope
from tests.accept import night_world
from tests.accept.ledger_export import export

pytestmark = pytest.mark.accept

SCRIPT = Path(__file__).with_name("independent_notices.py")


@pytest.fixture
def crashed(db: None, monkeypatch: pytest.MonkeyPatch) -> Tenant:
    """The firm after the nights of the crash; statements are another check's."""
    monkeypatch.setattr(schedule, "MONTH_END", ())
    shelf_clear()
    night_world.build()
    first, last = str(night_world.FIRST_NIGHT), str(night_world.LAST_NIGHT)
    call_command("night", night_world.FIRM, "--from", first, "--to", last, "--pin", verbosity=0)
    tenant: Tenant = Tenant.objects.get(code=night_world.FIRM)
    return tenant


def full_table_hashes() -> dict[str, tuple[int, str]]:
    """By projection the number of rows and a hash of every column but the row's own id."""
    found = {}
    for model in PROJECTIONS:
        columns = ", ".join(f'"{f.column}"' for f in model._meta.concrete_fields if not f.primary_key)
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT {columns} FROM "{model._meta.db_table}"')
            rows = sorted(repr(row) for row in cursor.fetchall())
        found[model._meta.label] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def test_projections_thrown_away_come_out_the_same(
    crashed: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    with tenant_scope(crashed.pk):
        ids = list(Portfolio.objects.values_list("pk", flat=True))
        holdings_refresh(portfolio_ids=ids, as_of=business_date(crashed))
        before = full_table_hashes()
        shelf_clear()
        assert projections_rebuild(actor=system_actor(crashed)) == night_world.PORTFOLIOS
        assert full_table_hashes() == before
    assert all(count > 0 for count, _ in before.values())
    with capsys.disabled():
        print(f"\nrebuilt with equal hashes: { {name: count for name, (count, _) in before.items()} }")


def test_the_notices_of_the_crash_are_those_of_an_independent_script(
    crashed: Tenant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = export(night_world.FIRM)
    told: list[dict[str, Any]] = data.pop("notices")
    path = tmp_path / "export.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(path)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert [json.loads(line) for line in done.stdout.splitlines()] == told
    assert len(told) > 10
    assert {each["multiple"] for each in told} >= {1, 2}
    with capsys.disabled():
        print(f"\n{len(told)} notices, the same by the independent script")


def test_the_independent_script_imports_nothing_of_limpid() -> None:
    imported = {
        name.name.split(".")[0]
        for node in ast.walk(ast.parse(SCRIPT.read_text(encoding="utf-8")))
        for name in (node.names if isinstance(node, ast.Import) else [])
    } | {
        str(node.module).split(".")[0]
        for node in ast.walk(ast.parse(SCRIPT.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
    }
    assert imported == {"collections", "datetime", "fractions", "holidays", "json", "sys", "typing"}
