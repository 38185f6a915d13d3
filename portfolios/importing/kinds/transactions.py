"""The file of transactions: what a transaction of each type needs, and the examples of its template."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Final

from portfolios.importing.columns import FieldProblem, FileKind
from portfolios.importing.kinds.instrument_columns import has_instrument
from portfolios.importing.kinds.transaction_columns import COLUMNS
from portfolios.importing.messages import Code, _
from portfolios.importing.rows import LotRow, TransactionRow

_CASH: Final = ("currency", "amount")
_LINE: Final = 0


@dataclass(frozen=True, slots=True)
class _Needs:
    """What a type of transaction must have: these fields, an instrument, a related instrument.

    `values` picks the fields of a row, after its line number (always there) so that it gives a tuple in any case.
    """

    fields: tuple[str, ...]
    values: Callable[[TransactionRow], tuple[object, ...]]
    instrument: bool
    related: bool


def _needs_of(*fields: str, instrument: bool = False, related: bool = False) -> _Needs:
    pick = itemgetter(_LINE, _LINE, *(TransactionRow._fields.index(name) for name in fields))
    return _Needs(fields, pick, instrument, related)


_NEEDS: Final[Mapping[str, _Needs]] = {
    "buy": _needs_of("quantity", "price", *_CASH, instrument=True),
    "sell": _needs_of("quantity", "price", *_CASH, instrument=True),
    "deposit": _needs_of(*_CASH),
    "withdrawal": _needs_of(*_CASH),
    "dividend": _needs_of(*_CASH, instrument=True),
    "interest": _needs_of(*_CASH),
    "interest_charge": _needs_of(*_CASH),
    "coupon": _needs_of(*_CASH, instrument=True),
    "fee": _needs_of(*_CASH),
    "fee_refund": _needs_of(*_CASH),
    "tax": _needs_of(*_CASH),
    "tax_refund": _needs_of(*_CASH),
    "fx": _needs_of(*_CASH, "counter_currency", "counter_amount"),
    "split": _needs_of("ratio", instrument=True),
    "stock_dividend": _needs_of(instrument=True),
    "spin_off": _needs_of(instrument=True, related=True),
    "merger": _needs_of(instrument=True),
    "redemption": _needs_of("quantity", "price", *_CASH, instrument=True),
    "return_of_capital": _needs_of(*_CASH, instrument=True),
}
_TRANSFER_IN_KIND: Final = _needs_of("quantity", instrument=True)
_TRANSFER_OF_CASH: Final = _needs_of(*_CASH)


def check(row: TransactionRow) -> Sequence[FieldProblem]:
    """What a transaction of its type must have at least, and what contradicts itself.

    The ledger verifies the rest when it is posted: which fields may not be there, and that the amount follows.
    """
    needs = _NEEDS.get(row.type) or _transfer_needs(row)
    problems: list[FieldProblem] = []
    if None in needs.values(row) or _lacks_instrument(row, needs):
        problems += _missing(row, needs)
    if row.settlement_date is not None and row.settlement_date < row.trade_date:
        days = {"settlement_date": row.settlement_date.isoformat(), "trade_date": row.trade_date.isoformat()}
        problems.append(("settlement_date", Code.SETTLES_BEFORE_TRADE, days))
    if row.counter_currency is not None and row.currency == row.counter_currency:
        problems.append(("counter_currency", Code.CURRENCIES_EQUAL, {"value": row.counter_currency}))
    if row.lots is not None and row.quantity is not None:
        problems += _lots_problems(row.lots, row.quantity)
    return problems


def _transfer_needs(row: TransactionRow) -> _Needs:
    """A transfer needs units with an instrument, money without one."""
    return _TRANSFER_IN_KIND if has_instrument(row) or row.quantity is not None else _TRANSFER_OF_CASH


def _lacks_instrument(row: TransactionRow, needs: _Needs) -> bool:
    return (needs.instrument and row.isin is None and row.symbol is None) or (
        needs.related and row.related_isin is None and row.related_symbol is None
    )


def _missing(row: TransactionRow, needs: _Needs) -> Iterator[FieldProblem]:
    missing = [name for name in needs.fields if getattr(row, name) is None]
    if needs.related and row.related_isin is None and row.related_symbol is None:
        missing.insert(0, "related_isin")
    if needs.instrument and row.isin is None and row.symbol is None:
        missing.insert(0, "isin")
    for name in missing:
        yield name, Code.VALUE_MISSING_FOR_TYPE, {"type": row.type}


def _lots_problems(lots: tuple[LotRow, ...], quantity: Decimal) -> Iterator[FieldProblem]:
    total = sum((lot.quantity for lot in lots), start=Decimal(0))
    if total != quantity:
        yield "lots", Code.LOTS_DO_NOT_SUM, {"sum": f"{total:f}", "quantity": f"{quantity:f}"}


_EXAMPLES: tuple[Mapping[str, str], ...] = (
    {
        "portfolio": "P-1001",
        "external_id": "2022-000001",
        "type": "deposit",
        "trade_date": "2022-01-03",
        "currency": "EUR",
        "amount": "50000.00",
    },
    {
        "portfolio": "P-1001",
        "external_id": "2022-000002",
        "type": "buy",
        "trade_date": "2022-01-04",
        "settlement_date": "2022-01-06",
        "isin": "US0378331005",
        "mic": "XNAS",
        "instrument_currency": "USD",
        "quantity": "100",
        "price": "179.70",
        "currency": "EUR",
        "amount": "15922.64",
        "fee": "15.00",
        "fx_rate": "0.885233",
    },
    {
        "portfolio": "P-1001",
        "external_id": "2022-000003",
        "type": "transfer_in",
        "trade_date": "2022-01-05",
        "isin": "CH0344958688",
        "quantity": "100",
        "currency": "CHF",
        "lots": "60 2019-03-01 6000.00 0.93 | 40 2020-05-04 4400.00 0.95",
    },
)

TRANSACTIONS: Final = FileKind(
    code="transactions",
    title=_("Transactions"),
    description=_(
        "What happened in portfolios: trades, income, fees, payments, transfers and corporate actions."
    ),
    columns=COLUMNS,
    build=TransactionRow._make,
    check=check,
    key=("portfolio", "external_id"),
    key_when="external_id",
    examples=_EXAMPLES,
)
