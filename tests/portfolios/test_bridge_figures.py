"""Figures as readers see them, and their picture."""

from dataclasses import replace
from decimal import Decimal

from django.utils import translation

from portfolios.bridge_charts import bridge_pair
from portfolios.bridge_figures import effects_shown, figures_shown, summed
from portfolios.bridge_labels import COLUMN_LABELS, GROUPS, KIND_LABELS, columns_of, label_of
from portfolios.ledger.bridge import COLUMNS, Bridge, BridgeRow, bridge_period
from portfolios.ledger.bridge_items import Column, ItemKind
from portfolios.selectors.bridge_cells import ROW_CELLS, WHOLE_CELLS, ValueKind
from tests.portfolios.ledger.builders import RATES, TERMS, jan
from tests.portfolios.ledger.stories import everything, market

D = Decimal


def story() -> Bridge:
    return bridge_period(
        everything(7), TERMS, start=jan(9), end=jan(24), currency="EUR", rates=RATES, prices=market(7)
    )


def test_effects_add_up_from_value_to_value() -> None:
    bridge = story()
    wholes: list[Bridge | BridgeRow] = [bridge, *bridge.rows]
    for whole in wholes:
        effects = effects_shown(whole, "EUR")
        ends = effects.pop("opening_value"), effects.pop("closing_value")
        moved = summed([*effects.values()])
        assert None not in (*ends, moved)
        assert ends[0] + moved == ends[1]  # type: ignore[operator]
    shown = figures_shown(bridge, "EUR")
    assert effects_shown(bridge, "EUR")["fees"] == -(shown["fees"] or 0)


def test_an_unknown_figure_stays_unknown_and_the_others_are_rounded() -> None:
    columns = {**dict.fromkeys(COLUMNS, D("1.006")), Column.INCOME: None}
    lacking = replace(story(), opening_value=D("1.234"), closing_value=None, residual=None, columns=columns)
    shown = figures_shown(lacking, "EUR")
    assert (shown["income"], shown["closing_value"], shown["residual"]) == (None, None, None)
    assert (shown["opening_value"], shown["fees"]) == (D("1.23"), D("1.01"))
    assert summed([D(1), None]) is None
    assert summed([]) == 0


def test_the_picture_shows_what_the_table_says() -> None:
    effects = effects_shown(story(), "EUR")
    with translation.override("en"):
        pair = bridge_pair(effects, "EUR", title="Change")
        assert pair.wide.count("ch-total") == 2
        assert "Corrections" not in pair.wide, "there are none"
        lacking = bridge_pair({**effects, "income": None}, "EUR", title="Change")
        assert "–" in lacking.wide
    assert pair.wide != pair.narrow


def test_every_column_and_kind_has_words() -> None:
    assert set(map(str, (*WHOLE_CELLS, *ROW_CELLS))) == set(map(str, COLUMN_LABELS))
    assert set(map(str, (*ItemKind, *ValueKind))) == set(map(str, KIND_LABELS))
    assert [column for name in GROUPS for column in columns_of(name)] == [
        "realized_price",
        "unrealized_price",
        "realized_fx",
        "unrealized_fx",
        "cash_fx",
        "accrued_fx",
        "fees",
        "taxes",
    ]
    assert (columns_of("income"), columns_of("nothing")) == (("income",), ())
    assert label_of("price")
    assert label_of("income")
