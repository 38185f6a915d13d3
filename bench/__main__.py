"""Measure, print a table, write bench/results.json: `python -m bench [--full] [names…]`.

Fails where figures are not equal to the peer's. The machine's other work is in the figures: compare within one run.
"""

import argparse
import importlib.metadata
import os
import platform
import sys
from collections.abc import Callable, Sequence

from bench.results import Result, table, write

type Measurement = Callable[[bool], list[Result]]


def measurements() -> dict[str, Measurement]:
    """By name; each takes whether it runs at full size."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()
    from config.collector import collector_relax

    collector_relax()  # as workers do
    from bench import books, imports, nights, one_portfolio

    return {
        "books": books.measure,
        "portfolio": one_portfolio.measure,
        "imports": imports.measure,
        "night": nights.measure,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; 1 where something is not equal."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="full sizes instead of a tenth")
    parser.add_argument("names", nargs="*", help="only these: books, portfolio, imports, night")
    options = parser.parse_args(arguments)
    print(_machine(), flush=True)
    results: list[Result] = []
    for name, measure in measurements().items():
        if not options.names or name in options.names:
            print(f"{name} …", flush=True)
            results += measure(options.full)
            write(results)
    print(table(results))
    unequal = [each.name for each in results if not each.equal]
    if unequal:
        print(f"not equal: {', '.join(unequal)}", file=sys.stderr)
    return 1 if unequal else 0


def _machine() -> str:
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("numpy", "pandas", "duckdb")
    )
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}"


if __name__ == "__main__":
    sys.exit(main())
