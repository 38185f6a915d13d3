"""The demonstration as a newcomer starts it, in a home with spaces in its path: cold, used in a browser, warm, and ended."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from config import embedded

pytestmark = pytest.mark.accept

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).parent / "independent_notices.py"
COLD_LIMIT, WARM_LIMIT, END_LIMIT = 20 * 60, 3 * 60, 60
ROLES = {"advisor", "operations", "compliance", "auditor", "administrator", "client"}


class Demo:
    """`make demo` without the set-up: the same command in a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "REDIS_"))}
        self.environment = inherited | {
            "LIMPID_HOME": str(home),
            "LIMPID_DEMO": "1",
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
        }
        self.output = home.parent / "demo.log"
        self.cold = 0.0

    def start(self, *, limit: float) -> float:
        """Start it and wait until it says that it is ready; the seconds that took."""
        self.output.write_text("", encoding="utf-8")
        command = [sys.executable, "-m", "config.embedded", "--home", str(self.home), "run", "--"]
        begun = time.monotonic()
        with self.output.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, sys.executable, "manage.py", "demo"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        while "Ready after" not in self.output.read_text(encoding="utf-8"):
            assert self.process.poll() is None, self.output.read_text(encoding="utf-8")[-4000:]
            assert time.monotonic() - begun < limit, self.output.read_text(encoding="utf-8")[-4000:]
            time.sleep(0.2)
        return time.monotonic() - begun

    def end(self) -> None:
        """What Ctrl-C and SIGTERM do."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(END_LIMIT)

    def run(self, *arguments: str) -> str:
        """The output of a Python program in the home."""
        command = [sys.executable, "-m", "config.embedded", "--home", str(self.home), "run", "--"]
        done = subprocess.run(
            [*command, sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    @property
    def facts(self) -> dict[str, Any]:
        """What demo.json says."""
        found: dict[str, Any] = json.loads((self.home / "demo.json").read_text(encoding="utf-8"))
        return found

    def read(self, path: str, **headers: str) -> Any:
        """The JSON that a path answers with; an answer other than 200 raises."""
        request = urllib.request.Request(self.facts["address"] + path, headers=headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.load(answer)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demonstration, started cold; ended and looked after at the end."""
    demo = Demo(tmp_path_factory.mktemp("demo") / "a home with spaces")
    demo.cold = demo.start(limit=COLD_LIMIT)
    yield demo
    if demo.process.poll() is None:
        demo.end()
    embedded.stop(demo.home)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


def test_every_part_is_well(demo: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    parts = demo.read("/healthz")
    with capsys.disabled():
        print(f"\ncold start {demo.cold:.0f} s; {json.dumps(parts)}")
    assert parts == dict.fromkeys(("database", "cache", "worker", "beat"), "up")


def test_each_printed_login_works_in_a_browser_and_needs_no_second_factor(
    demo: Demo, chromium: Browser
) -> None:
    facts = demo.facts
    printed = demo.output.read_text(encoding="utf-8")
    for firm in facts["firms"]:
        assert set(firm["logins"]) >= ROLES
        for role, email in firm["logins"].items():
            assert email in printed
            context = chromium.new_context()
            page = context.new_page()
            page.goto(f"{facts['address']}/accounts/login/")
            page.fill("input[name=login]", email)
            page.fill("input[name=password]", facts["password"])
            page.click("button[type=submit]")
            page.wait_for_load_state()
            assert "/accounts/" not in page.url, (email, page.url)
            assert page.locator("h1").first.is_visible(), email
            if role != "administrator":
                assert "2022" in page.locator("body").inner_text(), (
                    email
                )  # the business date is said on screen
            context.close()


def test_the_integrators_tokens_open_the_api(demo: Demo) -> None:
    for firm in demo.facts["firms"]:
        token = firm["integrator_token"]
        listed = demo.read("/api/v1/portfolios/?limit=200", Authorization=f"Bearer {token}")
        assert len(listed["results"]) == 60


def test_the_notices_of_the_crash_are_those_of_an_independent_script(
    demo: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Firm 1: the ledger, prices and rates are exported and judged by a script that shares no code with Limpid."""
    data = json.loads(demo.run("-m", "tests.accept.ledger_export", demo.facts["firms"][0]["code"]))
    told = data.pop("notices")
    path = tmp_path / "export.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(path)], capture_output=True, text=True, check=True
    )
    assert [json.loads(line) for line in done.stdout.splitlines()] == told
    in_the_crash = [each for each in told if "2020-02" <= each["on"] < "2020-05"]
    assert in_the_crash
    with capsys.disabled():
        print(
            f"\n{len(told)} notices, {len(in_the_crash)} of them in the crash, the same by the independent script"
        )


def test_it_ends_with_what_it_started_and_starts_warm(demo: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    demo.end()
    assert demo.process.returncode == 0
    left = embedded.status(demo.home)
    assert (left.postgres, left.valkey) == (None, None)
    warm = demo.start(limit=WARM_LIMIT)
    with capsys.disabled():
        print(f"\nwarm start {warm:.0f} s")
    assert "(warm start)" in demo.output.read_text(encoding="utf-8")
