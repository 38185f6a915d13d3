"""How fast and in how much memory is a file of transactions read? `python -m bench.importing [lines]`.

Writes a file of 18 columns to a temporary directory and reads it into typed rows, with detection of the format and of
repeated lines. Not here: posting.
"""

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from portfolios.importing.kinds import TRANSACTIONS
from portfolios.importing.messages import RowError
from portfolios.importing.parse import parse

HEADER = (
    "portfolio,external_id,type,trade_date,settlement_date,account,cash_account,isin,mic,instrument_currency,"
    "quantity,price,currency,amount,fee,tax,fx_rate,note\n"
)
SEED = 20221228


def write_file(path: Path, lines: int) -> None:
    """Plausible trades of 500 portfolios; the same file for the same number of lines."""
    chance = random.Random(SEED)  # noqa: S311
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        for number in range(lines):
            units, cents, portfolio = chance.randint(1, 5_000), chance.randint(100, 50_000), number % 500
            day = f"2022-{1 + number % 12:02d}-{1 + number % 28:02d}"
            file.write(
                f"P-{portfolio},X{number:09d},{'buy' if number % 3 else 'sell'},{day},,C-{portfolio},K-{portfolio},"
                f"US0378331005,XNAS,USD,{units},{cents / 100:.2f},EUR,{units * cents / 100:.2f},15.00,1.25,0.885233,\n"
            )


def main(lines: int) -> None:
    """Print lines a second and the greatest memory of this process, before and after."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "transactions.csv")
        write_file(path, lines)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        wall, processor = time.perf_counter(), time.process_time()
        with path.open("rb") as stream:
            rows = sum(1 for item in parse(stream, TRANSACTIONS) if not isinstance(item, RowError))
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(
            f"{rows:,} rows of {path.stat().st_size / 1e6:.0f} MB: {wall:.1f} s, {rows / wall:,.0f} rows/s "
            f"({rows / processor:,.0f} a processor second); memory {before / 1024:.0f} → {after / 1024:.0f} MB"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
