"""Rule packs as dated data of the firm: installed with their defaults, read by monitoring."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from compliance.models import RulePack
from compliance.rules.packs import DEFAULT_PACKS, PackParameters, PackRefused, read_parameters
from tenancy.errors import RuleRefused
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.services.audit import audit_record

FROM_THE_BEGINNING = date(1900, 1, 1)


class RulePackMissing(RuleRefused):
    """A mandate names a pack of which no version is in force: nothing can be monitored until one is."""

    code = "rule_pack_missing"


@dataclass(frozen=True, slots=True)
class PackInForce:
    """A version of a pack; `label` is what alerts store, such as "EU 1"."""

    label: str
    parameters: PackParameters


@transaction.atomic
def rule_packs_install(*, actor: Actor) -> list[RulePack]:
    """Give the firm the first version of every pack that it does not have yet: defaults for its compliance officer to review."""
    require(actor, Action.FIRM_EDIT)
    known = set(RulePack.objects.values_list("code", flat=True))
    missing = {code: pack for code, pack in DEFAULT_PACKS.items() if code not in known}
    return [
        rule_pack_record(actor=actor, code=code, effective_from=FROM_THE_BEGINNING, parameters=pack.to_json())
        for code, pack in missing.items()
    ]


@transaction.atomic
def rule_pack_record(
    *, actor: Actor, code: str, effective_from: date, parameters: Mapping[str, Any]
) -> RulePack:
    """Record the next version of a pack. `RuleRefused` when its parameters are not sound."""
    require(actor, Action.FIRM_EDIT)
    try:
        read_parameters(parameters)
    except PackRefused as error:
        raise RuleRefused(
            _("The parameters of the rule pack are not sound: %(why)s.") % {"why": error}
        ) from error
    last = RulePack.objects.filter(code=code).order_by("-version").values_list("version", flat=True).first()
    pack = RulePack.objects.create(
        code=code, version=(last or 0) + 1, effective_from=effective_from, parameters=dict(parameters)
    )
    audit_record(
        actor=actor,
        action="rule_pack.record",
        obj=pack,
        after={"code": code, "version": pack.version, "parameters": dict(parameters)},
    )
    return pack


def packs_in_force(*, on: date) -> dict[str, PackInForce]:
    """By code the version in force on the day: of those effective by then the highest. One query."""
    return packs_by_day(days=[on])[on]


def packs_by_day(*, days: Collection[date]) -> dict[date, dict[str, PackInForce]]:
    """For each of the days, by code, the version in force on it. One query however many days."""
    rows = RulePack.objects.filter(effective_from__lte=max(days)).order_by(
        "code", "effective_from", "version"
    )
    packs = [
        (
            row.effective_from,
            row.code,
            PackInForce(f"{row.code} {row.version}", read_parameters(row.parameters)),
        )
        for row in rows
    ]
    return {day: {code: pack for since, code, pack in packs if since <= day} for day in set(days)}


def pack_of(packs: Mapping[str, PackInForce], code: str) -> PackInForce:
    """The pack of that code; `RulePackMissing` when none is in force, since a rule must not be dropped in silence."""
    pack = packs.get(code)
    if pack is None:
        raise RulePackMissing(_("No version of the rule pack %(code)s is in force.") % {"code": code})
    return pack
