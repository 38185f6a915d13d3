"""A firm's ledger, prices, rates and mandates as plain JSON, for checks that share no code with Limpid.

    LIMPID_HOME=… python -m tests.accept.ledger_export lux > export.json

The notices that Limpid gave stand under "notices", for the comparison; the independent script does not read them.
"""

import json
import os
import sys
from datetime import date
from typing import Any


def export(code: str) -> dict[str, Any]:
    """Everything of the firm that decides about a notice. Numbers are text."""
    from compliance.models import RulePack
    from portfolios.models import FxRate, Instrument, Portfolio, Price, Transaction
    from tenancy.models import Job, Tenant
    from tenancy.scope import tenant_scope

    tenant = Tenant.objects.get(code=code)
    with tenant_scope(tenant.pk):
        nights = (
            Job.objects.filter(kind="night.run")
            .order_by("key")
            .values_list("arguments__since", "arguments__as_of")
        )
        packs = RulePack.objects.filter(parameters__depreciation_step="0.10")
        return {
            "calendar": tenant.calendar,
            "pivot": tenant.pivot_currency,
            "first_night": min(since for since, _ in nights),
            "last_night": max(as_of for _, as_of in nights),
            "packs": sorted(packs.values_list("code", flat=True)),
            "portfolios": [
                _portfolio(each) for each in Portfolio.objects.select_related("client").order_by("reference")
            ],
            "instruments": {
                str(row.pk): {"currency": row.currency, "price_factor": f"{row.price_factor:f}"}
                for row in Instrument.objects.all()
            },
            "transactions": [
                _transaction(each)
                for each in Transaction.objects.select_related("portfolio").order_by("trade_date", "id")
            ],
            "prices": [
                (str(key), on.isoformat(), f"{price:f}")
                for key, on, price in Price.objects.order_by("id").values_list("instrument_id", "on", "price")
            ],
            "rates": [
                (base, quote, on.isoformat(), f"{rate:f}")
                for base, quote, on, rate in FxRate.objects.order_by("id").values_list(
                    "base", "quote", "on", "rate"
                )
            ],
            "notices": notices_given(),
        }


def notices_given() -> list[dict[str, Any]]:
    """What Limpid told, from its alerts; each must have led to a notice to the client. In the open firm."""
    from compliance.models import Alert

    alerts = Alert.objects.filter(rule="depreciation_notice").select_related("portfolio", "notification")
    found = []
    for alert in alerts:
        assert alert.notification is not None, alert
        assert alert.notification.due_on is not None, alert
        found.append(
            {
                "portfolio": alert.portfolio.reference,
                "on": alert.facts["on"],
                "period_start": alert.facts["period_start"],
                "multiple": int(alert.facts["multiple"]),
                "deadline": alert.notification.due_on.isoformat(),
            }
        )
    return sorted(found, key=lambda each: (each["portfolio"], each["on"]))


def _portfolio(portfolio: Any) -> dict[str, Any]:
    columns = ("type", "version", "effective_from", "rule_pack", "cadence", "has_leverage")
    return {
        "reference": portfolio.reference,
        "currency": portfolio.currency,
        "opened_on": portfolio.opened_on.isoformat(),
        "client": {
            "classification": portfolio.client.classification,
            "wants_depreciation_notice": portfolio.client.wants_depreciation_notice,
        },
        "mandates": [
            {name: _plain(value) for name, value in row.items()}
            for row in portfolio.mandates.values(*columns)
        ],
    }


def _transaction(row: Any) -> dict[str, Any]:
    columns = (
        "type trade_date ex_date currency amount quantity price fx_rate counter_currency counter_amount ratio "
        "is_paid_externally"
    )
    return {
        "portfolio": row.portfolio.reference,
        "instrument": None if row.instrument_id is None else str(row.instrument_id),
        "reverses": row.reverses_id,
        **{name: _plain(getattr(row, name)) for name in columns.split()},
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | str) else f"{value:f}"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    import django

    django.setup()
    json.dump(export(sys.argv[1]), sys.stdout)
