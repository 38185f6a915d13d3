"""`manage.py demo`: set up the demonstration if it is not there yet, then serve it in the foreground."""

import json
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, override

from django.conf import settings
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from config.demo.history import demo_is_complete, demo_live
from config.demo.serve import port_is_free, serve
from config.health import BEAT_KEY, WORKER_KEY

READY_SECONDS = 90


class Command(BaseCommand):
    """The demonstration."""

    help = "Two firms on real market data: prepares them the first time, then serves until Ctrl-C."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Set LIMPID_DEMO=1; `make demo` does.")
        started = time.monotonic()
        port = int(os.environ.get("PORT", "8000"))
        if not port_is_free(port):
            raise CommandError(f"Port {port} is taken; choose another: make demo PORT={port + 1}")
        self._schema()
        call_command("build_fonts", verbosity=0)
        cold = not demo_is_complete()
        if cold:
            try:
                demo_live(say=self._say, home=Path(settings.HOME))
            except KeyboardInterrupt:
                self._say("Ended; the next start goes on where this one stopped.")
                sys.exit(128 + signal.SIGINT)
        cache.delete_many(
            [BEAT_KEY, WORKER_KEY]
        )  # what an earlier run left would look like a worker that is up
        code = serve(
            port=port,
            home=Path(settings.HOME),
            ready=lambda: self._ready(port, started, cold=cold),
        )
        sys.exit(code)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _schema(self) -> None:
        """Migrations run as the owner, in a process of their own."""
        import subprocess

        environment = {**os.environ, "LIMPID_DATABASE_ROLE": "owner"}
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, env=environment, check=True, cwd=settings.BASE_DIR)  # noqa: S603

    def _ready(self, port: int, started: float, *, cold: bool) -> None:
        """Wait for every part to be up, then print the address and the logins."""
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline and not self._is_up(url):
            time.sleep(0.3)
        if not self._is_up(url):
            self._say(f"Not every part came up in {READY_SECONDS} seconds; see {url}/healthz")
            return
        facts = json.loads((Path(settings.HOME) / "demo.json").read_text(encoding="utf-8"))
        facts["address"] = url
        (Path(settings.HOME) / "demo.json").write_text(
            json.dumps(facts, ensure_ascii=False, indent=2), encoding="utf-8"
        )
        self._say("")
        for line in announcement(facts):
            self._say(line)
        kind = "cold" if cold else "warm"
        self._say(f"Logs are in {Path(settings.HOME) / 'log'}.")
        self._say(f"Ready after {time.monotonic() - started:.0f} seconds ({kind} start). Ctrl-C ends it.")

    def _is_up(self, url: str) -> bool:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return False


def announcement(facts: dict[str, Any]) -> list[str]:
    """What the newcomer reads: address, one login a role and firm, and what the data are."""
    lines = [
        f"Limpid 澄明 is at {facts['address']}/",
        f"The password of every login is {facts['password']}",
        "",
    ]
    for firm in facts["firms"]:
        lines.append(f"{firm['name']} ({firm['business_date']})")
        lines.extend(f"  {role:<14} {email}" for role, email in firm["logins"].items())
        lines.append("")
    lines.append(facts["data"])
    return lines
