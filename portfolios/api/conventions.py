"""How the figures of an answer were asked for: one reading of the query for every call, echoed in `conventions`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from portfolios.choices import CostMethod
from portfolios.ledger.money import CURRENCIES
from tenancy.api.query import Readers, day_of, moment_of, one_of, query_of
from tenancy.clock import business_date
from tenancy.errors import FieldError, Malformed
from tenancy.models import Tenant
from tenancy.models.tenant import FlowTiming

COSTS = ("included", "excluded")
PRECISIONS = ("currency", "full")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2060, 12, 31)

QUERY = (
    OpenApiParameter(
        "as_of", OpenApiTypes.DATE, description="The day of the figures; the business date when left out."
    ),
    OpenApiParameter(
        "from",
        OpenApiTypes.DATE,
        description="The period is (from, to]; without it, since the first booking.",
    ),
    OpenApiParameter("to", OpenApiTypes.DATE, description="The last day of the period, the same as `as_of`."),
    OpenApiParameter("currency", OpenApiTypes.STR, description="The portfolio's own when left out."),
    OpenApiParameter("known_at", OpenApiTypes.DATETIME, description="What was known at this moment (UTC)."),
    OpenApiParameter("cost_method", OpenApiTypes.STR, enum=CostMethod.values),
    OpenApiParameter(
        "costs", OpenApiTypes.STR, enum=COSTS, description="Fees and taxes of trades in cost and gain."
    ),
    OpenApiParameter("flow_timing", OpenApiTypes.STR, enum=FlowTiming.values),
    OpenApiParameter(
        "precision", OpenApiTypes.STR, enum=PRECISIONS, description="Money to the minor unit, or unrounded."
    ),
)


class ConventionsRead(serializers.Serializer[Any]):
    """How the figures were asked for."""

    as_of = serializers.DateField()
    to = serializers.DateField()
    currency = serializers.CharField()
    known_at = serializers.DateTimeField(allow_null=True)
    cost_method = serializers.ChoiceField(CostMethod.choices)
    costs = serializers.ChoiceField(COSTS)
    flow_timing = serializers.ChoiceField(FlowTiming.choices)
    precision = serializers.ChoiceField(PRECISIONS)

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python's own."""
        return {**super().get_fields(), "from": serializers.DateField(allow_null=True)}


@dataclass(frozen=True, slots=True)
class Conventions:
    """One reading of the common query; the period is (`after`, `as_of`], `after` None since the first booking."""

    as_of: date
    after: date | None
    currency: str
    known_at: datetime | None
    cost_method: str
    costs: str
    flow_timing: str
    precision: str
    instrument: UUID | None = None

    def echo(self) -> dict[str, Any]:
        """As it stands in the answer."""
        return {
            "as_of": self.as_of.isoformat(),
            "from": self.after.isoformat() if self.after else None,
            "to": self.as_of.isoformat(),
            "currency": self.currency,
            "known_at": self.known_at.isoformat().replace("+00:00", "Z") if self.known_at else None,
            "cost_method": self.cost_method,
            "costs": self.costs,
            "flow_timing": self.flow_timing,
            "precision": self.precision,
        }


def conventions_of(
    given: Mapping[str, str],
    tenant: Tenant,
    *,
    currency: str,
    cost_method: str = CostMethod.FIFO,
    flow_timing: str = "",
    more: Readers | None = None,
) -> Conventions:
    """Read the query; what it leaves out follows from the portfolio (or household) and the firm.

    `Malformed` names what cannot be read, a period that ends before it begins, and `as_of` beside another `to`.
    """
    readers: Readers = {
        "as_of": _day,
        "from": _day,
        "to": _day,
        "currency": one_of(CURRENCIES),
        "known_at": moment_of,
        "cost_method": one_of(CostMethod.values),
        "costs": one_of(COSTS),
        "flow_timing": one_of(FlowTiming.values),
        "precision": one_of(PRECISIONS),
        **(more or {}),
    }
    query = query_of(given, readers)
    until = query.get("to") or query.get("as_of") or business_date(tenant)
    after = query.get("from")
    if query.get("as_of", until) != until:
        _refuse("as_of", _("Two different days are asked for."))
    if after is not None and after > until:
        _refuse("from", _("The period ends before it begins."))
    return Conventions(
        as_of=until,
        after=after,
        currency=query.get("currency", currency),
        known_at=query.get("known_at"),
        cost_method=query.get("cost_method", cost_method),
        costs=query.get("costs", "included"),
        flow_timing=query.get("flow_timing") or flow_timing or tenant.flow_timing,
        precision=query.get("precision", "currency"),
        instrument=query.get("instrument"),
    )


def opening_day(first_booking: date | None, wanted: Conventions) -> date:
    """The day at whose close the period opens: `from`, else the day before the first booking."""
    if wanted.after is not None:
        return wanted.after
    return min(first_booking or wanted.as_of, wanted.as_of) - timedelta(days=1)


def _day(text: str) -> date:
    day = day_of(text)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(text)
    return day


def _refuse(name: str, sentence: str) -> None:
    raise Malformed(sentence, errors=[FieldError(f"/{name}", "invalid", sentence)])
