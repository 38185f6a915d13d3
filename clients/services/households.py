"""Households: clients who are looked at together."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from clients.models import Client, Household
from clients.services.clients import client_update
from tenancy.permissions import Actor, require, require_still_visible
from tenancy.roles import Action
from tenancy.services.audit import audit_record
from tenancy.validation import checked, taken

REFERENCE_TAKEN = _("Another household already has this reference.")


def household_create(*, actor: Actor, reference: str, name: str, members: Iterable[Client] = ()) -> Household:
    """A household with its members. An advisor must put in at least one client of theirs, or would not see it again."""
    require(actor, Action.CLIENT_EDIT)
    household = checked(Household(reference=reference.strip(), name=name.strip()))
    with taken("clients_household_reference", pointer="/reference", detail=REFERENCE_TAKEN):
        household.save()
    household.refresh_from_db()
    members = list(members)
    Client.objects.filter(pk__in=[member.pk for member in members]).update(household=household)
    for member in members:
        require(actor, Action.CLIENT_EDIT, member)
    require_still_visible(actor, household)
    audit_record(
        actor=actor,
        action="household.create",
        obj=household,
        client_ids=[member.pk for member in members],
        after={
            "reference": household.reference,
            "name": household.name,
            "members": sorted(str(member.public_id) for member in members),
        },
    )
    return household


def household_update(*, actor: Actor, household: Household, reference: str, name: str) -> Household:
    """Rename a household."""
    require(actor, Action.CLIENT_EDIT, household)
    locked: Household = Household.objects.select_for_update().get(pk=household.pk)
    before = {"reference": locked.reference, "name": locked.name}
    locked.reference, locked.name = reference.strip(), name.strip()
    checked(locked)
    with taken("clients_household_reference", pointer="/reference", detail=REFERENCE_TAKEN):
        locked.save()
    members = locked.clients.values_list("pk", flat=True)
    audit_record(
        actor=actor,
        action="household.update",
        obj=locked,
        client_ids=members,
        before=before,
        after={"reference": locked.reference, "name": locked.name},
    )
    return locked


def household_member_add(*, actor: Actor, household: Household, client: Client) -> Client:
    """Move a client into the household."""
    return client_update(actor=actor, client=client, changes={"household": household})


def household_member_remove(*, actor: Actor, client: Client) -> Client:
    """Take a client out of their household."""
    return client_update(actor=actor, client=client, changes={"household": None})
