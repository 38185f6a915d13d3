"""Opening and changing a client's file, and what clients are to each other."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from clients.models import Client, ClientKind, Household, Relationship, RelationshipKind
from clients.names import search_text_of, sort_name_of
from tenancy.errors import RuleRefused
from tenancy.permissions import Actor, grant, require, require_still_visible
from tenancy.roles import Action, Role
from tenancy.services.audit import audit_record
from tenancy.validation import checked, taken

CHANGEABLE = (
    "reference",
    "name",
    "kind",
    "language",
    "classification",
    "wants_depreciation_notice",
    "household",
    "email",
    "phone",
    "address",
    "country",
    "born_on",
    "tax_country",
    "lei",
    "is_active",
    "closed_on",
)
REFERENCE_TAKEN = _("Another client already has this reference.")


def _facts(client: Client) -> dict[str, Any]:
    """The changeable fields as JSON values."""
    values = {name: getattr(client, name) for name in CHANGEABLE}
    values["household"] = str(client.household.public_id) if client.household else None
    return {name: v.isoformat() if isinstance(v, date) else v for name, v in values.items()}


def _keep(client: Client) -> None:
    client.sort_name = sort_name_of(client.name, is_person=client.kind == ClientKind.PERSON)[:400]
    client.search = search_text_of(client.name, client.reference)
    client.country, client.tax_country = client.country.upper(), client.tax_country.upper()
    checked(client)
    with taken("clients_client_reference", pointer="/reference", detail=REFERENCE_TAKEN):
        client.save()


def client_create(
    *,
    actor: Actor,
    reference: str,
    name: str,
    kind: str = "person",
    language: str = "en",
    classification: str = "retail",
    wants_depreciation_notice: bool = False,
    household: Household | None = None,
    email: str = "",
    phone: str = "",
    address: str = "",
    country: str = "",
    born_on: date | None = None,
    tax_country: str = "",
    lei: str = "",
) -> Client:
    """Open a client's file. `reference` is unique in the firm (`Conflict`); an advisor is granted what they open."""
    require(actor, Action.CLIENT_EDIT, household)
    client = Client(
        reference=reference.strip(),
        name=name.strip(),
        kind=kind,
        language=language,
        classification=classification,
        wants_depreciation_notice=wants_depreciation_notice,
        household=household,
        email=email,
        phone=phone,
        address=address,
        country=country,
        born_on=born_on,
        tax_country=tax_country,
        lei=lei,
    )
    _keep(client)
    client.refresh_from_db(fields=["public_id", "created_at"])
    if actor.role == Role.ADVISOR and actor.user is not None:
        grant(actor.user, client)
    audit_record(
        actor=actor, action="client.create", obj=client, client_ids=[client.pk], after=_facts(client)
    )
    return client


def client_update(*, actor: Actor, client: Client, changes: Mapping[str, Any]) -> Client:
    """Change fields of a client (`CHANGEABLE`); what is the same stays unrecorded, and nothing changed writes nothing."""
    require(actor, Action.CLIENT_EDIT, client)
    locked: Client = Client.objects.select_for_update(of=("self",)).get(pk=client.pk)
    unknown = set(changes) - set(CHANGEABLE)
    if unknown:
        raise ValueError(f"not fields of a client: {sorted(unknown)}")
    if isinstance(changes.get("household"), Household):
        require(actor, Action.CLIENT_EDIT, changes["household"])
    before = _facts(locked)
    for name, value in changes.items():
        setattr(locked, name, value)
    after = _facts(locked)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return locked
    _keep(locked)
    require_still_visible(actor, locked)
    audit_record(
        actor=actor,
        action="client.update",
        obj=locked,
        client_ids=[locked.pk],
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return locked


def relationship_add(
    *, actor: Actor, client: Client, related: Client, kind: RelationshipKind, note: str = ""
) -> Relationship:
    """Say that `related` is the `kind` of `client`; both must be in sight. The same twice is a `Conflict`."""
    require(actor, Action.CLIENT_EDIT, client)
    require(actor, Action.CLIENT_EDIT, related)
    if client.pk == related.pk:
        raise RuleRefused(_("A client is not related to themselves."))
    relationship = checked(Relationship(client=client, related=related, kind=kind, note=note))
    with taken("clients_relationship_once", pointer="/related", detail=_("This is already recorded.")):
        relationship.save()
    audit_record(
        actor=actor,
        action="relationship.add",
        obj=relationship,
        client_ids=[client.pk, related.pk],
        after={"kind": kind, "related": str(related.public_id)},
    )
    return relationship


def relationship_remove(*, actor: Actor, relationship: Relationship) -> None:
    """Take back what was said."""
    require(actor, Action.CLIENT_EDIT, relationship)
    audit_record(
        actor=actor,
        action="relationship.remove",
        obj=relationship,
        client_ids=[relationship.client_id, relationship.related_id],
        before={"kind": relationship.kind},
    )
    relationship.delete()
