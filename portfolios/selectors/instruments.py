"""Instruments as people look for them, with their latest prices."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import DateField, DecimalField, OuterRef, Q, QuerySet, Subquery

from portfolios.models import Instrument, Price

BY_NAME: Final = ("name", "id")


def instrument_list(*, text: str = "", asset_class: str = "", as_of: date) -> QuerySet[Instrument]:
    """The firm's instruments with `last_price` and `last_price_on` (None without a price on or before `as_of`). Unordered."""
    latest = Price.objects.filter(instrument=OuterRef("pk"), on__lte=as_of).order_by("-on", "-pk")
    rows = Instrument.objects.annotate(
        last_price=Subquery(latest.values("price")[:1], output_field=DecimalField()),
        last_price_on=Subquery(latest.values("on")[:1], output_field=DateField()),
    )
    if asset_class:
        rows = rows.filter(asset_class=asset_class)
    if text := text.strip():
        rows = rows.filter(
            Q(name__icontains=text) | Q(symbol__istartswith=text) | Q(isin__istartswith=text.upper())
        )
    return rows


def instrument_by_code(text: str) -> list[Instrument]:
    """At most five instruments whose ISIN or symbol is exactly `text`, whatever its case."""
    rows = Instrument.objects.filter(Q(isin__iexact=text) | Q(symbol__iexact=text), ~Q(isin="", symbol=""))
    return list(rows.order_by("pk")[:5])


@dataclass(frozen=True, slots=True)
class PricePoint:
    """The price that holds for a day: of several the last recorded."""

    on: date
    price: Decimal


def price_history(*, instrument: Instrument, from_on: date, until: date) -> list[PricePoint]:
    """The price of every day that has one, oldest first."""
    rows = Price.objects.filter(instrument=instrument, on__gte=from_on, on__lte=until)
    latest = rows.order_by("on", "-pk").distinct("on").values_list("on", "price")
    return [PricePoint(on, price) for on, price in latest]
