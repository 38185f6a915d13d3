"""The production files are not run in CI; here they are read, and held against what the code knows."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml
from django.test import RequestFactory

from config import probe
from config.embedded.postgres import ROLES_FILE
from config.health import healthz
from config.settings.env import KNOWN_VARIABLES
from tenancy.models.job import Queue

CHECKOUT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DEPLOY = (CHECKOUT / "docs" / "deploy.md").read_text()
OURS = ("migrate", "web", "worker", "beat")
# Set for the postgres image and its role script, and read by compose itself; Limpid never sees them.
POSTGRES_VARIABLES = {"POSTGRES_PASSWORD", "LIMPID_OWNER_PASSWORD", "LIMPID_APP_PASSWORD"}


type LiveReport = Callable[[bytes], tuple[str, list[str]]]


@pytest.fixture
def live_report() -> Iterator[LiveReport]:
    """Serves a body over HTTP and collects the Host headers it was asked with."""
    servers: list[tuple[HTTPServer, Thread]] = []

    def serve(body: bytes) -> tuple[str, list[str]]:
        hosts: list[str] = []

        class Report(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hosts.append(self.headers["Host"])
                self.send_response(503)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Report)
        thread = Thread(target=server.serve_forever)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}/healthz", hosts

    yield serve
    for server, thread in servers:
        server.shutdown()
        server.server_close()
        thread.join()


def test_services_are_the_production_shape() -> None:
    assert set(SERVICES) == {"postgres", "redis", *OURS}
    assert SERVICES["postgres"]["image"].split(":")[1].split(".")[0] == "18"
    assert set(COMPOSE["volumes"]) == {"postgres", "redis", "media"}
    assert SERVICES["postgres"]["volumes"][0] == "postgres:/var/lib/postgresql"


@pytest.mark.parametrize("name", ["postgres", "redis", "web", "worker", "beat"])
def test_every_lasting_service_has_a_health_check_and_restarts(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert {"interval", "timeout", "retries"} <= check.keys()
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_migrations_run_once_as_the_owner_before_anything_else() -> None:
    migrate = SERVICES["migrate"]
    assert migrate["command"][:3] == ["python", "manage.py", "migrate"]
    assert migrate["restart"] == "no"
    assert migrate["environment"]["LIMPID_DATABASE_ROLE"] == "owner"
    for name in ("web", "worker", "beat"):
        waits = SERVICES[name]["depends_on"]
        assert waits["migrate"] == {"condition": "service_completed_successfully"}
        assert waits["redis"] == {"condition": "service_healthy"}


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_running_services_never_see_the_owner(name: str) -> None:
    environment = SERVICES[name]["environment"]
    assert "DATABASE_OWNER_URL" not in environment
    assert environment.get("LIMPID_DATABASE_ROLE", "app") == "app"
    assert environment["DATABASE_URL"].startswith("postgres://limpid_app:")
    assert "OWNER" not in str(environment)


@pytest.mark.parametrize("name", OURS)
def test_services_set_only_variables_the_settings_know(name: str) -> None:
    unknown = set(SERVICES[name]["environment"]) - set(KNOWN_VARIABLES)
    assert unknown == set()


@pytest.mark.parametrize("name", OURS)
def test_services_are_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_variables_of_compose_are_known_or_the_databases() -> None:
    used = set(re.findall(r"\$\{([A-Z_]+)", (CHECKOUT / "docker-compose.yml").read_text()))
    assert used - set(KNOWN_VARIABLES) == POSTGRES_VARIABLES


def test_secrets_have_no_default() -> None:
    text = (CHECKOUT / "docker-compose.yml").read_text()
    for name in (*POSTGRES_VARIABLES, "SECRET_KEY", "EMAIL_URL"):
        assert set(re.findall(rf"\$\{{{name}([^}}]*)\}}", text)) == {":?"}, name


def test_every_variable_is_explained() -> None:
    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", DEPLOY, flags=re.M))
    assert explained == set(KNOWN_VARIABLES)


def test_page_says_that_compose_is_not_run() -> None:
    assert "not run in CI" in DEPLOY


def test_worker_serves_every_queue() -> None:
    command = SERVICES["worker"]["command"]
    queues = command[command.index("--queues") + 1].split(",")
    assert set(queues) == {str(queue.value) for queue in Queue}


def test_health_checks_ask_for_parts_that_healthz_reports(rf: RequestFactory, db: None) -> None:
    asked = {part for name in ("web", "worker", "beat") for part in SERVICES[name]["healthcheck"]["test"][5:]}
    assert asked == set(json.loads(healthz(rf.get("/healthz")).content))


@pytest.mark.parametrize(
    ("body", "parts", "down"),
    [
        (b'{"database": "up", "cache": "up", "beat": "down"}', ["database", "cache"], []),
        (b'{"database": "up", "cache": "down"}', ["database", "cache"], ["cache"]),
        (b'{"database": "up"}', ["worker"], ["worker"]),
    ],
)
def test_probe_reads_the_parts(
    live_report: LiveReport, monkeypatch: pytest.MonkeyPatch, body: bytes, parts: list[str], down: list[str]
) -> None:
    url, hosts = live_report(body)
    assert probe.parts_down(url, parts, host="wealth.example") == down
    assert hosts == ["wealth.example"]
    monkeypatch.setenv("ALLOWED_HOSTS", " limpid.example, www.limpid.example")
    assert probe.main([url, *parts]) == (1 if down else 0)
    assert hosts == ["wealth.example", "limpid.example"]


def test_probe_of_nothing_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert probe.main(["http://127.0.0.1:1/healthz", "database"]) == 1
    assert "127.0.0.1:1" in capsys.readouterr().err
    assert probe.main([]) == 2


def test_probe_refuses_what_is_no_report(live_report: LiveReport, capsys: pytest.CaptureFixture[str]) -> None:
    for body in (b"<html>", b"[]"):
        url, _ = live_report(body)
        assert probe.main([url, "database"]) == 1
    assert "no report" in capsys.readouterr().err


def test_image_runs_as_nobody_special_and_has_the_pdf_libraries() -> None:
    lines = (CHECKOUT / "Dockerfile").read_text()
    final = lines[lines.rindex("\nFROM ") :]
    assert re.search(r"^USER limpid$", final, flags=re.M)
    assert final.index("USER limpid") < final.index("CMD [")
    for library in ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"):
        assert library in final
        assert library in (CHECKOUT / "tools" / "setup").read_text()
    assert "python:3.13-slim" in lines
    assert "--no-default-groups" in lines
    assert "config.settings.production" in final


def test_role_script_is_shell_and_uses_the_roles_of_the_embedded_services() -> None:
    script = CHECKOUT / "docker" / "postgres-roles.sh"
    assert subprocess.run(["sh", "-n", str(script)]).returncode == 0
    assert "./config/embedded/roles.sql:/limpid/roles.sql:ro" in SERVICES["postgres"]["volumes"]
    assert ROLES_FILE == CHECKOUT / "config" / "embedded" / "roles.sql"


def test_hooks_run_from_the_environment_and_cover_the_lint_target() -> None:
    hooks = yaml.safe_load((CHECKOUT / ".pre-commit-config.yaml").read_text())
    assert [repository["repo"] for repository in hooks["repos"]] == ["local"]
    entries = [hook["entry"] for hook in hooks["repos"][0]["hooks"]]
    assert all(entry.startswith(".venv/bin/") for entry in entries)
    tools = (
        "ruff check",
        "ruff format",
        "mypy --strict",
        "lint-imports",
        "makemigrations --check",
        "manage.py check",
    )
    for tool in tools:
        assert any(tool in entry for entry in entries), tool
        assert tool in (CHECKOUT / "Makefile").read_text(), tool
