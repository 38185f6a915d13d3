"""``.ci/run`` runs every step, says how each ended, and fails when one did."""

import os
import re
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
FAKE_MAKE = '#!/bin/sh\necho "made $1"\ncase " $FAILING " in *" $1 "*) exit 3 ;; esac\n'


@pytest.mark.parametrize(
    ("failing", "results"),
    [
        ("", {"setup": "passed", "lint": "passed", "test": "passed", "accept": "passed"}),
        ("lint", {"setup": "passed", "lint": "failed (3)", "test": "passed", "accept": "passed"}),
        ("test accept", {"setup": "passed", "lint": "passed", "test": "failed (3)", "accept": "failed (3)"}),
    ],
)
def test_every_step_runs_and_is_reported(tmp_path: Path, failing: str, results: dict[str, str]) -> None:
    make = tmp_path / "make"
    make.write_text(FAKE_MAKE)
    make.chmod(0o755)
    environment = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "FAILING": failing}
    done = subprocess.run(
        [str(CHECKOUT / ".ci" / "run")], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == (1 if failing else 0)
    assert re.findall(r"^made (\w+)$", done.stdout, flags=re.M) == list(results)
    _, summary = done.stdout.split("=== summary\n")
    lines = [re.fullmatch(r"(\w+) +(.*?) +\d+ s", line) for line in summary.splitlines()]
    said = {line[1]: line[2] for line in lines if line is not None}
    assert {name: said[name] for name in results} == results
    assert "total" in summary
