"""What a case file states and what it asks, as typed values. The expected figures are left unread."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

type Row = Mapping[str, Any]


class Declined(Exception):
    """The product does not give this figure; `reason` is the code of why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Question:
    """One figure asked for. Dates are as written: `as_of` and `start` may be absent or no dates at all."""

    metric: str
    scope: str
    as_of: str | None
    start: str | None
    currency: str | None

    @property
    def scope_kind(self) -> str:
        """`portfolio`, `position`, `account`, …"""
        return self.scope.partition(":")[0]

    @property
    def scope_name(self) -> str:
        """What follows the colon of the scope: a symbol, an account, a pair."""
        return self.scope.partition(":")[2]

    @property
    def end_on(self) -> date:
        """The day asked for; `Declined` when the question names none."""
        return _day_or_decline(self.as_of)

    @property
    def start_on(self) -> date | None:
        """The opening day of the period, None for since inception."""
        return None if self.start is None else _day_or_decline(self.start)


@dataclass(frozen=True, slots=True)
class Case:
    """The statement of a case. Sections a case does not have are empty; `conventions` is its own wording."""

    id: str
    currency: str
    conventions: str
    codes: Mapping[str, str]
    questions: tuple[Question, ...]
    accounts: tuple[Row, ...] = ()
    instruments: tuple[Row, ...] = ()
    transactions: tuple[Row, ...] = ()
    prices: tuple[Row, ...] = ()
    fx: tuple[Row, ...] = ()
    cashflows: tuple[Row, ...] = ()
    returns: tuple[float, ...] = ()
    values: tuple[float, ...] = ()
    dates: tuple[date, ...] = ()
    opening_value: float | None = None
    closing_value: float | None = None
    period_days: int | None = None
    dated_flows: tuple[Row, ...] = ()
    cost_pool: Mapping[str, str] = field(default_factory=dict)

    @property
    def observations_per_year(self) -> int:
        """How many returns make a year, as the case words it; `Declined` when it does not say."""
        stated = re.search(r"(\d+) a year", self.conventions)
        if stated:
            return int(stated[1])
        for word, frequency in (("daily", 252), ("weekly", 52), ("monthly", 12)):
            if word in self.conventions.lower():
                return frequency
        raise Declined("frequency_missing")


def case_of(row: Row) -> Case:
    """Read one case of a file. Numbers of the ledger stay `Decimal`; series become floats."""
    return Case(
        id=str(row["id"]),
        currency=str(row["base_currency"]),
        conventions=str(row.get("convention", "")),
        codes=row.get("convention_codes") or {},
        questions=tuple(_question(asked) for asked in row["expected"]),
        **{name: _rows(row, name) for name in ("accounts", "instruments", "transactions", "prices", "fx")},
        cashflows=_rows(row, "cashflows"),
        dated_flows=_rows(row, "dated_flows"),
        returns=_floats(row, "returns"),
        values=_floats(row, "values"),
        dates=tuple(date.fromisoformat(day) for day in row.get("dates") or ()),
        opening_value=_float(row.get("opening_value")),
        closing_value=_float(row.get("closing_value")),
        period_days=row.get("period_days"),
        cost_pool=row.get("cost_pool") or {},
    )


def decimal_of(row: Row, name: str, default: Decimal = Decimal(0)) -> Decimal:
    """A number of a row as it was written; absent or null is the default."""
    value = row.get(name)
    return default if value is None else Decimal(str(value))


def day_of(row: Row, name: str = "date") -> date:
    """A day of a row."""
    return date.fromisoformat(str(row[name]))


def _question(asked: Row) -> Question:
    return Question(
        metric=str(asked["metric"]),
        scope=str(asked["scope"]),
        as_of=asked.get("as_of"),
        start=asked.get("from"),
        currency=asked.get("currency"),
    )


def _rows(row: Row, name: str) -> tuple[Row, ...]:
    return tuple(row.get(name) or ())


def _floats(row: Row, name: str) -> tuple[float, ...]:
    stated: Sequence[Any] = row.get(name) or ()
    return tuple(float("nan") if value is None else float(value) for value in stated)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _day_or_decline(text: str | None) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        raise Declined("date_missing") from None
