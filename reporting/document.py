"""The statement as paper: from the frozen value to HTML with its charts, in the client's language."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portfolios.chart_labels import percent_labels
from portfolios.charts.bands import Band, bands_chart
from portfolios.charts.donut import Share, donut_chart
from portfolios.charts.line import line_chart
from portfolios.charts.palette import LIGHT, Palette, slot_of
from portfolios.charts.series import Series
from portfolios.charts.svg import NARROW, WIDE, Size
from portfolios.choices import AssetClass, FeeKind, MandateType, TransactionType
from portfolios.figure_words import reason_text
from reporting.models import StatementKind
from reporting.statement_data import StatementData
from tenancy.figures import compact_text, day_text, percent_text


@dataclass(frozen=True, slots=True)
class StatementCharts:
    """SVG texts, the same on the page and on paper; the narrow one is for phones."""

    performance: str
    performance_narrow: str
    donut: str
    bands: str


def statement_html(data: StatementData, *, data_hash: str, version: int) -> str:
    """The document WeasyPrint turns into the PDF."""
    with translation.override(data.language), timezone.override(data.firm.zone):
        return render_to_string(
            "pdf/statement.html", statement_context(data, data_hash=data_hash, version=version)
        )


def statement_context(
    data: StatementData, *, data_hash: str, version: int, interactive: bool = False
) -> dict[str, Any]:
    """What page and paper show; call it with the language active."""
    red_rises = data.language.startswith("zh")
    kind = str(StatementKind(data.period.kind).label)
    period = _("%(after)s to %(until)s") % {"after": _first_day(data), "until": _day(data.period.until)}
    return {
        "data": data,
        "data_hash": data_hash,
        "version": version,
        "charts": statement_charts(data, interactive=interactive, red_rises=red_rises),
        "words": _words(),
        "reasons": _reasons(data),
        "totals": {"fees": _total(data, "fees", -1), "income": _total(data, "income", 1)},
        "paper": {
            "firm": data.firm.legal_name,
            "account": f"{data.account.client_name} · {data.account.portfolio_reference}",
            "period": period,
            "kind": kind,
            "title": data.account.portfolio_name,
            "cn": red_rises,
        },
    }


def _reasons(data: StatementData) -> dict[str, str]:
    """Why each figure of the performance is missing, in words; empty for one that is there."""
    return {
        field.name: reason_text(data.performance.reasons.get(field.name))
        for field in fields(data.performance)
    }


def _total(data: StatementData, kind: str, sign: int) -> Decimal | None:
    """The step of the change that a table by kind adds up to, without its sign."""
    shown = next((line.shown for line in data.change.steps if line.kind == kind), None)
    return None if shown is None else sign * shown


def _words() -> dict[str, Mapping[str, str]]:
    """Codes of the value in words."""
    return {
        "asset_class": {code: str(label) for code, label in AssetClass.choices},
        "fee": {code: str(label) for code, label in FeeKind.choices},
        "income": {code: str(label) for code, label in TransactionType.choices}
        | {"accrued": _("Accrued interest")},
        "step": {
            "contributions": _("Paid in and brought in"),
            "withdrawals": _("Paid out and taken out"),
            "income": _("Income, before taxes and fees"),
            "price": _("Changes in prices"),
            "fx": _("Changes in exchange rates"),
            "fees": _("Fees"),
            "taxes": _("Taxes"),
            "corrections": _("Corrections to the value reported before"),
            "residual": _("Not explained by the bookings"),
        },
        "type": {code: str(label) for code, label in TransactionType.choices},
        "mandate": {code: str(label) for code, label in MandateType.choices},
        "price_state": {"complete": "", "estimated": _("estimated"), "missing": _("no price")},
    }


def _day(day: date) -> str:
    return day_text(day, language=translation.get_language())


def _first_day(data: StatementData) -> str:
    """The period is (after, until]: its first day is the one after `after`."""
    return _day(date.fromordinal(data.period.after.toordinal() + 1))


def statement_charts(data: StatementData, *, interactive: bool, red_rises: bool) -> StatementCharts:
    """The three pictures of a statement."""
    palette = LIGHT.swapped() if red_rises else LIGHT
    return StatementCharts(
        performance=_performance(data, palette, WIDE, interactive=interactive),
        performance_narrow=_performance(data, palette, NARROW, interactive=interactive),
        donut=_donut(data, palette),
        bands=_bands(data, palette),
    )


def _performance(data: StatementData, palette: Palette, size: Size, *, interactive: bool) -> str:
    days = [point.on for point in data.series]
    lines = [Series(name=_("Portfolio"), days=days, values=[point.portfolio for point in data.series])]
    if any(point.benchmark is not None for point in data.series):
        lines.append(
            Series(name=_("Benchmark"), days=days, values=[point.benchmark for point in data.series])
        )
    return line_chart(
        lines,
        title=_("Time-weighted return of the period"),
        labels=percent_labels(translation.get_language() or "en"),
        size=size,
        palette=palette,
        interactive=interactive,
    )


def _donut(data: StatementData, palette: Palette) -> str:
    names = dict(AssetClass.choices)
    shares = [
        Share(
            label=str(names.get(line.asset_class, line.asset_class)),
            value=line.weight,
            slot=slot_of(line.asset_class),
        )
        for line in data.allocation
    ]
    closing = data.change.closing_value
    middle = compact_text(closing, language=translation.get_language()) if closing is not None else "—"
    return donut_chart(
        shares, title=_("Allocation"), middle=middle, unit=data.account.currency, palette=palette
    )


def _bands(data: StatementData, palette: Palette) -> str:
    language = translation.get_language()
    names = dict(AssetClass.choices)
    bands = [
        Band(
            label=str(names.get(line.asset_class, line.asset_class)),
            weight=line.weight,
            slot=slot_of(line.asset_class),
            text=percent_text(line.weight, places=1, language=language) if line.weight is not None else "—",
            target=line.target,
            minimum=line.minimum,
            maximum=line.maximum,
        )
        for line in data.allocation
    ]
    return bands_chart(
        bands, title=_("Allocation against the mandate"), empty=_("Nothing is held."), palette=palette
    )
