"""The form of a new version of a mandate: fractions are typed as percentages, the version in force stands in the fields."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from compliance.models import RulePack
from compliance.rules.catalogue import CATALOGUE, RuleKind, Unit
from portfolios.choices import AssetClass, Cadence, MandateType, Rebalanced
from portfolios.forms import AmountField, DayField, InstrumentField
from portfolios.selectors.mandates import MandateInForce
from portfolios.services.structure import AllocationDraft, BenchmarkDraft, LimitDraft, MandateDraft

HUNDRED: Final = Decimal(100)
BENCHMARK_ROWS: Final = 5
SETTABLE: Final[tuple[RuleKind, ...]] = tuple(kind for kind in CATALOGUE.values() if kind.settable)
BAND_PARTS: Final = (("minimum", _("least")), ("target", _("target")), ("maximum", _("greatest")))


def _percent_field(label: Any) -> AmountField:
    return AmountField(label=label, max_value=HUNDRED, max_digits=9, decimal_places=4)


def _shown(value: Decimal) -> str:
    return f"{(value * HUNDRED).normalize():f}"


class MandateForm(forms.Form):
    """Type, pack and dates; then a band for each asset class, the limits by rule, and the benchmark."""

    type = forms.ChoiceField(label=_("Type"), choices=MandateType.choices)
    effective_from = DayField(label=_("In force from"))
    rule_pack = forms.ChoiceField(label=_("Rule pack"))
    cadence = forms.ChoiceField(label=_("Statements"), choices=Cadence.choices)
    rebalanced = forms.ChoiceField(label=_("Benchmark rebalanced"), choices=Rebalanced.choices)
    has_leverage = forms.BooleanField(label=_("May be leveraged"), required=False)

    def __init__(self, *args: Any, current: MandateInForce | None, today: date, **options: Any) -> None:
        options.setdefault("initial", _initial(current, today))
        super().__init__(*args, **options)
        self._current = current
        packs = RulePack.objects.order_by("code").values_list("code", flat=True).distinct()
        rule_pack = self.fields["rule_pack"]
        assert isinstance(rule_pack, forms.ChoiceField)
        rule_pack.choices = [(code, code) for code in packs]
        for asset_class in AssetClass:
            for part, word in BAND_PARTS:
                label = gettext("%(asset_class)s, %(part)s, %%") % {
                    "asset_class": asset_class.label,
                    "part": word,
                }
                self.fields[f"{part}_{asset_class}"] = _percent_field(label)
        for kind in SETTABLE:
            self.fields[f"limit_{kind.code}"] = _limit_field(kind)
        for row in range(BENCHMARK_ROWS):
            self.fields[f"benchmark_{row}"] = InstrumentField(
                label=gettext("Benchmark %(number)s, ISIN or symbol") % {"number": row + 1}, required=False
            )
            self.fields[f"weight_{row}"] = _percent_field(
                gettext("Benchmark %(number)s, weight, %%") % {"number": row + 1}
            )

    def clean(self) -> dict[str, Any]:
        """A band is filled in as a whole, a part of the benchmark with its weight."""
        found = self.cleaned_data
        for asset_class in AssetClass:
            names = [f"{part}_{asset_class}" for part, _word in BAND_PARTS]
            empty = [name for name in names if name in found and found[name] is None]
            if empty and len(empty) < len(names):
                self.add_error(
                    empty[0], gettext("A band needs its least, its target and its greatest share.")
                )
        for row in range(BENCHMARK_ROWS):
            pair = found.get(f"benchmark_{row}"), found.get(f"weight_{row}")
            if (pair[0] is None) != (pair[1] is None) and f"benchmark_{row}" not in self.errors:
                self.add_error(f"weight_{row}", gettext("A benchmark needs an instrument and its weight."))
        return found

    def draft(self) -> MandateDraft:
        """The version asked for. Limits on single subjects are carried over from the version in force."""
        found = self.cleaned_data
        return MandateDraft(
            type=found["type"],
            effective_from=found["effective_from"],
            rule_pack=found["rule_pack"],
            cadence=found["cadence"],
            rebalanced=found["rebalanced"],
            has_leverage=found["has_leverage"],
            benchmark=list(self._benchmark()),
            allocation=list(self._allocation()),
            limits=list(self._limits()),
        )

    def _benchmark(self) -> Iterator[BenchmarkDraft]:
        for row in range(BENCHMARK_ROWS):
            instrument = self.cleaned_data[f"benchmark_{row}"]
            if instrument is not None:
                yield BenchmarkDraft(instrument, self.cleaned_data[f"weight_{row}"] / HUNDRED)

    def _allocation(self) -> Iterator[AllocationDraft]:
        for asset_class in AssetClass:
            parts = {part: self.cleaned_data[f"{part}_{asset_class}"] for part, _word in BAND_PARTS}
            if parts["target"] is not None:
                yield AllocationDraft(
                    asset_class=asset_class.value, **{name: value / HUNDRED for name, value in parts.items()}
                )

    def _limits(self) -> Iterator[LimitDraft]:
        for kind in SETTABLE:
            value = self.cleaned_data[f"limit_{kind.code}"]
            if value is not None:
                yield LimitDraft(kind.code.value, value / HUNDRED if kind.unit is Unit.FRACTION else value)
        for limit in self._current.limits if self._current else ():
            if limit.subject:
                yield LimitDraft(limit.rule, limit.value, limit.subject)

    # The groups of the page, in which the template lays the fields out.
    def head(self) -> list[forms.BoundField]:
        """Type, dates and pack."""
        return [self[name] for name in self.base_fields]

    def bands(self) -> list[tuple[str, list[forms.BoundField]]]:
        """A row of three fields for each asset class."""
        return [
            (str(each.label), [self[f"{part}_{each}"] for part, _word in BAND_PARTS]) for each in AssetClass
        ]

    def limits(self) -> list[forms.BoundField]:
        """A field for each rule."""
        return [self[f"limit_{kind.code}"] for kind in SETTABLE]

    def benchmark(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Instrument and weight."""
        return [(self[f"benchmark_{row}"], self[f"weight_{row}"]) for row in range(BENCHMARK_ROWS)]


def _limit_field(kind: RuleKind) -> AmountField:
    words = {
        Unit.FRACTION: _("%(rule)s, %%"),
        Unit.AMOUNT: _("%(rule)s, amount in the portfolio's currency"),
        Unit.UNIT_VALUE: _("%(rule)s, value per unit"),
        Unit.BUSINESS_DAYS: _("%(rule)s, business days"),
    }
    label = str(words.get(kind.unit, "%(rule)s")) % {"rule": gettext(kind.title)}
    return AmountField(
        label=label, help_text=gettext(kind.explanation), max_digits=24, decimal_places=8, required=False
    )


def _initial(current: MandateInForce | None, today: date) -> dict[str, Any]:
    values: dict[str, Any] = {
        "effective_from": today,
        "cadence": Cadence.QUARTERLY,
        "rebalanced": Rebalanced.MONTHLY,
    }
    if current is None:
        return values
    mandate = current.mandate
    values |= {
        name: getattr(mandate, name)
        for name in ("type", "rule_pack", "cadence", "rebalanced", "has_leverage")
    }
    for band in current.allocation:
        for part, _word in BAND_PARTS:
            values[f"{part}_{band.asset_class}"] = _shown(getattr(band, part))
    for limit in current.limits:
        kind = next((each for each in SETTABLE if each.code == limit.rule), None)
        if kind is not None and not limit.subject:
            is_share = kind.unit is Unit.FRACTION
            values[f"limit_{limit.rule}"] = (
                _shown(limit.value) if is_share else f"{limit.value.normalize():f}"
            )
    for row, component in enumerate(current.benchmark[:BENCHMARK_ROWS]):
        values[f"benchmark_{row}"] = component.instrument.isin or component.instrument.symbol
        values[f"weight_{row}"] = _shown(component.weight)
    return values
