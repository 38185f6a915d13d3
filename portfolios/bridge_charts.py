"""A bridge as a waterfall, drawn from the figures its table shows."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portfolios.bridge_figures import summed
from portfolios.bridge_labels import COLUMN_LABELS, GROUPS, RESIDUAL_LABEL
from portfolios.chart_pairs import ChartPair, chart_pair
from portfolios.charts.waterfall import Step, waterfall_chart
from portfolios.ledger.bridge_items import Column
from portfolios.ledger.money import minor_unit_digits
from portfolios.selectors.bridge_cells import Ends
from tenancy.figures import number_text

STEPS = (Column.CONTRIBUTIONS, Column.WITHDRAWALS, Column.NET_INVESTED, Column.INCOME, "price", "rates")
LAST_STEPS = (Column.FEES, Column.TAXES, Column.CORRECTIONS)
ONLY_IF_ANY = frozenset({Column.CORRECTIONS, "residual"})


def bridge_pair(effects: Mapping[str, Decimal | None], currency: str, *, title: str) -> ChartPair:
    """From value to value: `effects` by column, signed as they change the value, with both ends and the residual.

    Columns that are not in it are left out; prices and rates are one step each. What is not known has no bar.
    """
    steps = list(_steps(effects, currency))
    empty = _("No figure of this period is known.")
    return chart_pair(
        lambda _language, size: waterfall_chart(steps, title=title, empty=empty, width=size.width)
    )


def _steps(effects: Mapping[str, Decimal | None], currency: str) -> Iterable[Step]:
    yield _step(effects[Ends.OPENING], str(COLUMN_LABELS[Ends.OPENING]), currency, is_total=True)
    for name in (*STEPS, *LAST_STEPS):
        columns = [each for each in (GROUPS[name][1] if name in GROUPS else (name,)) if each in effects]
        if columns:
            amount = summed([effects[each] for each in columns])
            if amount or name not in ONLY_IF_ANY:
                label = GROUPS[name][0] if name in GROUPS else COLUMN_LABELS[name]
                yield _step(amount, str(label), currency)
    if effects["residual"]:
        yield _step(effects["residual"], str(RESIDUAL_LABEL), currency)
    yield _step(effects[Ends.CLOSING], str(COLUMN_LABELS[Ends.CLOSING]), currency, is_total=True)


def _step(amount: Decimal | None, label: str, currency: str, *, is_total: bool = False) -> Step:
    places = minor_unit_digits(currency)
    text = "–"
    if amount is not None:
        text = number_text(amount, places=places, language=get_language(), sign=not is_total)
    return Step(label, None if amount is None else float(amount), text, is_total=is_total)
