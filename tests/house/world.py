"""A firm with one row of everything around one client, every text field carrying a marker.

`plant` makes a row of any model by itself; the few models with rules of their own get their values from `_RULES`.
"""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.postgres.fields import ArrayField
from django.db import models

from reporting.statement_data import to_json
from tenancy.models import Tenant, User
from tenancy.models.base import TenantRow
from tenancy.services.documents import document_store
from tests.reporting.test_statement_data import sample

SHORTEST = 14
FIRM_WIDE = {"portfolios.instrument", "portfolios.price", "portfolios.fxrate"}
"""Described by the firm for all its clients: every member of the staff sees them."""
DAY = date(2021, 6, 30)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj trailer<</Root 1 0 R>>"


@dataclass(slots=True)
class World:
    """One firm's rows by model label in lower case.

    `firm_marker` stands in what belongs to the firm and not to a client, where that is not to carry the client's marker.
    """

    tenant: Tenant
    marker: str
    firm_marker: str = ""
    rows: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, label: str) -> Any:
        return self.rows[label]

    @property
    def client_id(self) -> int:
        """The id of the world's client."""
        return int(plant(self, "clients.client").pk)


def _rules(world: World) -> dict[str, Callable[[], dict[str, Any]]]:
    """Values that follow from constraints."""

    return {
        "clients.relationship": lambda: {"related": _another_client(world)},
        "clients.riskprofile": lambda: {
            "tolerance": 4,
            "capacity": 3,
            "category": 3,
            "valid_until": date(2022, 6, 30),
        },
        "clients.clientdocument": lambda: {"is_shared": True},
        "clients.client": lambda: {
            "name": f"{world.marker}-client-name",
            "reference": f"{world.marker}-client-reference",
            "country": "LU",
            "tax_country": "LU",
            "language": world.tenant.language,
        },
        "portfolios.account": lambda: {"kind": "cash", "currency": "EUR", "cash_account": None},
        "portfolios.mandate": lambda: {"rule_pack": "EU"},
        "portfolios.benchmarkpart": lambda: {"weight": Decimal(1)},
        "portfolios.limit": lambda: {"rule": "cash_floor"},
        "portfolios.transaction": lambda: {
            "type": "deposit",
            "reverses": None,
            "instrument": None,
            "account": None,
            "quantity": None,
            "price": None,
            "fee": None,
            "tax": None,
            "fee_kind": "",
            "fx_rate": None,
            "accrued_interest": None,
            "ex_date": None,
            "transfer_group": "",
            "counter_currency": "",
            "counter_amount": None,
            "counter_cash_account": None,
            "related_instrument": None,
            "ratio": None,
            "cost_share": None,
            "cash_in_lieu": None,
            "currency": "EUR",
            "amount": Decimal(1000),
            "is_paid_externally": False,
        },
        "portfolios.instrument": lambda: {
            "name": f"{world.firm_marker or world.marker}-security",
            "coupon_rate": None,
            "coupon_frequency": None,
            "day_count": "",
        },
        "portfolios.portfolio": lambda: {"currency": "EUR", "closed_on": None, "stale_from": None},
        "portfolios.corporateactionevent": lambda: {
            "type": "dividend",
            "related_instrument": None,
            "ratio": None,
            "cost_share": None,
            "per_unit": Decimal(1),
            "tax_rate": Decimal(0),
            "fraction_price": None,
            "currency": "EUR",
            "state": "draft",
            "returned": "",
            "approval": None,
        },
        "portfolios.manualprice": lambda: {"state": "recorded", "approval": None, "before": None},
        "portfolios.fxrate": lambda: {"base": "EUR", "quote": "USD"},
        "portfolios.reconciliationbreak": lambda: {"currency": "EUR", "instrument": None},
        "reporting.statement": lambda: {"period_from": date(2021, 3, 31), "period_to": DAY},
        "reporting.statementversion": lambda: {
            "state": "rendered",
            "released_by": None,
            "released_at": None,
            "data": _statement(world),
        },
        "tenancy.approval": lambda: {"checker": None, "object_public_id": uuid.uuid4()},
        "tenancy.membership": lambda: {"role": "advisor"},
        "tenancy.job": lambda: {"parent": None, "state": "failed"},
        "tenancy.auditentry": lambda: {"client_ids": [world.client_id], "role": "operations"},
        "tenancy.accessevent": lambda: {"client_ids": [world.client_id], "role": "operations"},
        "clients.clientusergrant": lambda: {"permission": _view("clients", "client")},
        "clients.clientteamgrant": lambda: {"permission": _view("clients", "client")},
        "portfolios.portfoliousergrant": lambda: {"permission": _view("portfolios", "portfolio")},
        "portfolios.portfolioteamgrant": lambda: {"permission": _view("portfolios", "portfolio")},
        "tenancy.apitoken": lambda: {"scopes": ["read"], "revoked_at": None, "expires_at": None},
        "compliance.alert": lambda: {
            "owner": None,
            "rule": "cash_floor",
            "subject": "",
            "notification": plant(world, "clients.notification"),
        },
    }


def _statement(world: World) -> dict[str, Any]:
    """A frozen value that names the world's client."""
    value = sample()
    account = replace(value.account, client_name=f"{world.marker}-name", portfolio_name=world.marker)
    return to_json(replace(value, account=account))


def _another_client(world: World) -> Any:
    other = World(tenant=world.tenant, marker=f"{world.marker}B", rows=dict(world.rows))
    return plant(other, "clients.client", keep=False)


def _view(app: str, model: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app, codename=f"view_{model}")


def build(tenant: Tenant, marker: str, *, firm_marker: str = "") -> World:
    """One row of every tenant-owned model of the firm; call it inside the firm's scope."""
    world = World(tenant=tenant, marker=marker, firm_marker=firm_marker)
    own = firm_marker or marker  # a colleague, whom all staff may know
    world.rows["tenancy.user"] = User.objects.create_user(
        email=f"{own.lower()}-{len(marker)}@example.org", name=own
    )
    for model in apps.get_models():
        if issubclass(model, TenantRow):
            plant(world, model._meta.label_lower)
    return world


def plant(world: World, label: str, *, keep: bool = True) -> Any:
    """The world's row of a model, made with its parents if need be."""
    if keep and label in world.rows:
        return world.rows[label]
    if label == "tenancy.document":
        world.rows[label] = document_store(
            tenant=world.tenant,
            name=f"{world.marker}.pdf",
            content=PDF,
            content_type="application/pdf",
            stored_by=None,
        )
        return world.rows[label]
    model = apps.get_model(label)
    fixed = _rules(world).get(label, dict)()
    values = {f.name: fixed.get(f.name, _value(world, f)) for f in model._meta.local_fields if _is_ours(f)}
    row = model._base_manager.create(**values)
    row.refresh_from_db()
    if keep:
        world.rows[label] = row
    return row


def _is_ours(fld: Any) -> bool:
    return not (
        fld.primary_key
        or fld.name in {"tenant", "public_id", "created_at", "updated_at", "recorded_at", "transaction_id"}
    )


def _value(world: World, fld: Any) -> Any:
    if isinstance(fld, models.ForeignKey):
        return _parent(world, fld)
    if fld.choices:
        return fld.choices[0][0] if not fld.blank else next(iter(fld.choices))[0]
    for kind, make in _MAKERS:
        if isinstance(fld, kind):
            return make(world, fld)
    raise TypeError(f"tests/house/world.py cannot make {fld}")


def _parent(world: World, fld: Any) -> Any:
    label = fld.remote_field.model._meta.label_lower
    if label == "tenancy.user":
        return world.rows["tenancy.user"]
    if fld.remote_field.model is fld.model:
        return None
    return plant(world, label)


def _marker(world: World, fld: Any) -> str:
    return (world.firm_marker if fld.model._meta.label_lower in FIRM_WIDE else "") or world.marker


def _text(world: World, fld: Any) -> str:
    marker = _marker(world, fld)
    if fld.max_length is not None and fld.max_length < SHORTEST:
        digest = hashlib.sha256(f"{marker}{fld.name}".encode()).hexdigest().upper()
        return digest[: fld.max_length] if fld.max_length > 4 else "LUXX"[: fld.max_length]
    if fld.name.endswith(("hash", "sha256")):
        return uuid.uuid4().hex * 2
    return f"{marker}-{fld.name}"[: fld.max_length]


_MAKERS: tuple[tuple[type, Callable[[World, Any], Any]], ...] = (
    (models.EmailField, lambda w, f: f"{w.marker.lower()}.{f.name}@example.org"),
    (models.CharField, _text),
    (models.TextField, lambda w, f: f"{w.marker}-{f.name}"),
    (models.BinaryField, lambda w, f: w.marker.encode()),
    (models.BooleanField, lambda w, f: f.default if f.has_default() else False),
    (models.JSONField, lambda w, f: {"text": w.marker}),
    (models.DateTimeField, lambda w, f: datetime.combine(DAY, time(12), UTC) if not f.null else None),
    (models.DateField, lambda w, f: DAY),
    (models.DecimalField, lambda w, f: Decimal("0.5")),
    (models.UUIDField, lambda w, f: uuid.uuid4()),
    (ArrayField, lambda w, f: []),
    (models.PositiveSmallIntegerField, lambda w, f: 1),
    (models.IntegerField, lambda w, f: 1),
)
