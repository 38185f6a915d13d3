"""The invented figures and names on the living page of components: nothing here comes from a book."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workspace.design_charts import charts


class SampleForm(forms.Form):
    """Every kind of field once, one of them refused."""

    name = forms.CharField(label=_("Name"), max_length=80)
    reference = forms.CharField(
        label=_("Reference"), help_text=_("As on the mandate. Letters, digits and hyphens.")
    )
    amount = forms.DecimalField(label=_("Amount"), required=False)
    booked_on = forms.DateField(label=_("Booked on"), widget=forms.DateInput(attrs={"type": "date"}))
    language = forms.ChoiceField(label=_("Language"), choices=[("en", "English"), ("zh-hans", "简体中文")])
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("person", pgettext_lazy("client", "Person")), ("entity", _("Entity"))],
        widget=forms.RadioSelect,
        initial="person",
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.BooleanField(label=_("The client has confirmed these data"), required=False)


class SampleFilter(forms.Form):
    """A filter bar's fields."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.SearchInput(attrs={"class": "input"}))
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("open", _("Open")), ("closed", _("Closed"))],
        widget=forms.Select(attrs={"class": "input"}),
    )


@dataclass(frozen=True, slots=True)
class SampleHolding:
    """One row of the table."""

    name: str
    symbol: str
    colour: int
    quantity: Decimal
    price: Decimal | None
    currency: str
    value: Decimal | None
    gain: Decimal | None
    gain_rate: Decimal | None
    weight: Decimal | None
    reason: str = ""


def _holding(name: str, symbol: str, colour: int, figures: str) -> SampleHolding:
    quantity, price, currency, value, gain, rate, weight = figures.split()
    return SampleHolding(
        name=name,
        symbol=symbol,
        colour=colour,
        quantity=Decimal(quantity),
        price=Decimal(price),
        currency=currency,
        value=Decimal(value),
        gain=Decimal(gain),
        gain_rate=Decimal(rate),
        weight=Decimal(weight),
    )


HOLDINGS: Final = (
    _holding("Nestlé SA", "NESN", 1, "7420 84.12 CHF 624170.40 -38214.15 -0.0577 0.0502"),
    _holding("Roche Holding AG", "ROG", 1, "2310 287.40 CHF 663894 91420.20 0.1597 0.0533"),
    _holding(
        "iShares Core S&P 500 UCITS ETF USD (Acc)", "CSPX", 1, "1960 641.85 USD 1004612 214903 0.2721 0.0807"
    ),
    _holding("Tencent Holdings 腾讯控股", "0700", 2, "9400 512.50 HKD 498207 74110 0.1747 0.0400"),
    _holding("US Treasury 4.125% 2032", "912828", 3, "1150000 101.28 USD 930166 12874 0.0140 0.0747"),
    _holding("Bund 2.60% 2034", "110259", 3, "900000 98.74 EUR 832940 -9118 -0.0108 0.0669"),
    _holding("SPDR Gold Trust", "GLD", 6, "1240.5 312.44 USD 309386 61942 0.2503 0.0248"),
    SampleHolding(
        name="KKR Infrastructure Conglomerate",
        symbol="KKRI",
        colour=5,
        quantity=Decimal("410.3356"),
        price=None,
        currency="USD",
        value=None,
        gain=None,
        gain_rate=None,
        weight=None,
        reason="No price since 31 August 2026",
    ),
)

KPIS: Final = (
    {
        "label": _("Total value"),
        "unit": "EUR",
        "value": "12,481,903",
        "note": "+214,880 this quarter",
        "wide": True,
    },
    {"label": _("Return, year to date"), "value": "+6.84%", "move": "gain", "note": "Benchmark +5.91%"},
    {
        "label": _("Since inception, p.a."),
        "value": "+5.92%",
        "move": "gain",
        "note": "Mar 2017, volatility 8.1%",
    },
    {"label": _("Largest fall"), "value": "−9.36%", "move": "loss", "note": "Recovered in 7 months"},
    {"label": _("Cash available"), "value": "524,240", "note": "4.2% of the portfolio"},
)

ATTENTION: Final = (
    {
        "title": "Private markets 2.3 points over target",
        "note": "Outside the band since 22 Sep",
        "severity": "danger",
        "url": "#",
    },
    {
        "title": "Passport of Marc Keller expires",
        "note": "The file needs a new copy",
        "severity": "warn",
        "when": "31 Oct",
        "url": "#",
        "icon": "id-card",
    },
    {
        "title": "Statement 2026-09 waits for release",
        "note": "Prepared by Sofia Brandt",
        "severity": "info",
        "when": "Today",
        "url": "#",
        "icon": "file-text",
    },
)

TIMELINE: Final = (
    {
        "title": "Q3 statement released",
        "note": "Opened by Anna Keller",
        "when": "2 Oct",
        "at": "2026-10-02",
        "state": "ok",
    },
    {
        "title": "Bought 300 Roche Holding",
        "note": "At 284.10 CHF, settled",
        "when": "24 Sep",
        "at": "2026-09-24",
    },
    {
        "title": "Band breached",
        "note": "Private markets 8.3%",
        "when": "22 Sep",
        "at": "2026-09-22",
        "state": "danger",
    },
)

FILES: Final = (
    {
        "name": "Transparency report, September 2026",
        "url": "#",
        "note": "2 Oct 2026 · 6 pages · 118 kB",
        "chip": _("Released"),
        "state": "ok",
    },
    {
        "name": "Transparency report, August 2026",
        "url": "#",
        "note": "2 Sep 2026 · 6 pages · 117 kB",
        "chip": _("Prepared"),
        "state": "warn",
    },
)

FACTS: Final = (
    {"label": _("Reference"), "value": "100-2043"},
    {"label": _("Mandate"), "value": _("Discretionary")},
    {"label": _("Risk profile"), "value": _("Balanced")},
    {"label": _("Suitability"), "value": _("Suitable"), "chip": "ok"},
)

TABS: Final = tuple(
    {"label": label, "url": "#", "current": current, "count": count}
    for label, current, count in (
        (_("Overview"), True, 0),
        (_("Holdings"), False, 0),
        (_("Performance"), False, 0),
        (_("Transactions"), False, 0),
        (_("Statements"), False, 2),
    )
)

PERIODS: Final = tuple(
    {"label": label, "url": "#", "current": label == "2Y"} for label in ("3M", "YTD", "1Y", "2Y")
)
STEPS: Final = (
    {"label": _("Upload"), "state": "done"},
    {"label": _("Check"), "state": "current"},
    {"label": _("Post"), "state": ""},
)
CHANGES: Final = (
    {"label": _("Risk category"), "before": "Balanced", "after": "Growth"},
    {"label": _("Valid until"), "before": "", "after": "2027-10-14"},
)


def page_context(language: str) -> dict[str, object]:
    """What the page shows; the form is bound and incomplete so that its errors can be seen."""
    return {
        "charts": charts(language),
        "kpis": KPIS,
        "facts": FACTS,
        "tabs": TABS,
        "holdings": HOLDINGS,
        "attention": ATTENTION,
        "timeline": TIMELINE,
        "files": FILES,
        "periods": PERIODS,
        "steps": STEPS,
        "changes": CHANGES,
        "form": SampleForm({"name": "Anna Keller", "reference": "", "amount": "12.50", "kind": "person"}),
        "filter_form": SampleFilter(),
    }
