"""The command reads files and folders and prints one line a figure."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

CASE = {
    "id": "linked",
    "base_currency": "EUR",
    "returns": [0.1, -0.1],
    "expected": [
        {"metric": "twr_linked", "scope": "portfolio", "as_of": None, "value": -0.01, "tolerance": 1e-9}
    ],
}


def run(*paths: Path) -> list[dict[str, object]]:
    out = StringIO()
    call_command("vectors", *map(str, paths), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([CASE, CASE]))
    (tmp_path / "schema.json").write_text("{}")
    lines = run(tmp_path, tmp_path / "a.json", tmp_path / "schema.json")
    assert [line["id"] for line in lines] == ["linked"] * 4
    assert lines[0]["value"] == pytest.approx(-0.01)


@pytest.mark.parametrize("content", ["{}", "no json"])
def test_a_file_that_is_no_array_of_cases_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content)
    with pytest.raises(CommandError, match=r"bad\.json"):
        run(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.json"):
        run(tmp_path / "nowhere.json")
