"""Answers case files of worked figures with the product's own ledger and analytics, one JSON line a figure."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portfolios.vectors import answer_cases


class Command(BaseCommand):
    """`manage.py vectors PATH…`: files, or folders of `*.json`, each an array of cases."""

    help = "Compute the figures that case files ask for and print one JSON line for each."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One or more paths."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the answers file by file; a file that is no array of cases ends the command with its name."""
        for path in (found for given in options["paths"] for found in files_in(given)):
            for answer in answer_cases(cases_in(path)):
                self.stdout.write(answer.as_json())


def files_in(path: Path) -> list[Path]:
    """The file itself, or the case files of a folder in order of name; a schema beside them (`*.json` names it too) is none."""
    found = sorted(path.glob("*.json")) if path.is_dir() else [path]
    return [each for each in found if each.name != "schema.json"]


def cases_in(path: Path) -> list[dict[str, Any]]:
    """The cases of a file."""
    try:
        cases = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {error}") from error
    if not isinstance(cases, list):
        raise CommandError(f"{path}: not an array of cases")
    return cases
