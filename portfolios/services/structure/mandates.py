"""Mandates: what the client authorised. A change is a new version; versions are never changed.

Rule codes of limits are kept as written: which rules exist is known above this app. Who knows them passes `known_rules`.
"""

import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max
from django.utils.translation import gettext as _

from portfolios.choices import AssetClass, Cadence, Rebalanced
from portfolios.locks import portfolio_lock
from portfolios.models import AllocationTarget, BenchmarkPart, Instrument, Limit, Mandate, Portfolio
from portfolios.services.validation import field_errors, refuse
from tenancy.errors import FieldError
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.services.audit import audit_record

ONE = Decimal(1)
_RULE_CODE = re.compile(r"[a-z][a-z0-9_]*").fullmatch


@dataclass(frozen=True, slots=True)
class BenchmarkDraft:
    """One instrument of the benchmark with its weight, a fraction greater than 0."""

    instrument: Instrument
    weight: Decimal


@dataclass(frozen=True, slots=True)
class AllocationDraft:
    """Target and band of an asset class: fractions with 0 ≤ minimum ≤ target ≤ maximum."""

    asset_class: str
    target: Decimal
    minimum: Decimal
    maximum: Decimal


@dataclass(frozen=True, slots=True)
class LimitDraft:
    """A limit by the code of its rule, for one subject or ("") for all."""

    rule: str
    value: Decimal
    subject: str = ""


@dataclass(frozen=True, slots=True)
class MandateDraft:
    """A mandate as it is to be recorded. An empty benchmark, allocation or list of limits means none was agreed."""

    type: str
    effective_from: date
    rule_pack: str
    benchmark: Sequence[BenchmarkDraft] = ()
    rebalanced: str = Rebalanced.MONTHLY
    allocation: Sequence[AllocationDraft] = ()
    limits: Sequence[LimitDraft] = ()
    cadence: str = Cadence.QUARTERLY
    has_leverage: bool = False


def mandate_create(
    *, actor: Actor, portfolio: Portfolio, draft: MandateDraft, known_rules: Collection[str] | None = None
) -> Mandate:
    """Record the next version of a portfolio's mandate.

    Refused (`RuleRefused`) unless the benchmark's weights sum to 1, each band is in order and the minima leave room for
    one another. `known_rules` are the codes a limit may name; None accepts any well-formed code.
    """
    require(actor, Action.MANDATE_EDIT, portfolio)
    portfolio_lock(portfolio.pk)
    mandate = Mandate(
        portfolio=portfolio,
        version=_next_version(portfolio),
        type=draft.type,
        effective_from=draft.effective_from,
        rule_pack=draft.rule_pack,
        rebalanced=draft.rebalanced,
        cadence=draft.cadence,
        has_leverage=draft.has_leverage,
        recorded_by=actor.user,
    )
    refuse(field_errors(mandate) + list(_draft_errors(draft, known_rules)))
    mandate.save()
    _save_parts(mandate, draft)
    mandate.refresh_from_db(fields=["public_id", "created_at"])
    audit_record(
        actor=actor,
        action="mandate.create",
        obj=mandate,
        client_ids=[portfolio.client_id],
        after={"version": mandate.version, "type": mandate.type, **_content(draft)},
    )
    return mandate


def _next_version(portfolio: Portfolio) -> int:
    last = Mandate.objects.filter(portfolio=portfolio).aggregate(last=Max("version"))["last"]
    return (last or 0) + 1


def _save_parts(mandate: Mandate, draft: MandateDraft) -> None:
    tenant_id = mandate.tenant_id
    BenchmarkPart.objects.bulk_create(
        BenchmarkPart(tenant_id=tenant_id, mandate=mandate, instrument=part.instrument, weight=part.weight)
        for part in draft.benchmark
    )
    AllocationTarget.objects.bulk_create(
        AllocationTarget(
            tenant_id=tenant_id,
            mandate=mandate,
            asset_class=band.asset_class,
            target=band.target,
            minimum=band.minimum,
            maximum=band.maximum,
        )
        for band in draft.allocation
    )
    Limit.objects.bulk_create(
        Limit(tenant_id=tenant_id, mandate=mandate, rule=limit.rule, subject=limit.subject, value=limit.value)
        for limit in draft.limits
    )


def _draft_errors(draft: MandateDraft, known_rules: Collection[str] | None) -> Iterator[FieldError]:
    yield from _benchmark_errors(draft.benchmark)
    yield from _allocation_errors(draft.allocation)
    yield from _limit_errors(draft.limits, known_rules)


def _benchmark_errors(parts: Sequence[BenchmarkDraft]) -> Iterator[FieldError]:
    for index, part in enumerate(parts):
        if not 0 < part.weight <= 1:
            sentence = _("A weight is a fraction greater than 0 and at most 1.")
            yield FieldError(f"/benchmark/{index}/weight", "out_of_range", sentence)
    total = sum((part.weight for part in parts), Decimal(0))
    if parts and total != ONE:
        sentence = _("The weights of the benchmark sum to %(sum)s instead of 1.") % {"sum": total}
        yield FieldError("/benchmark", "weights_not_one", sentence)
    for index in _repeated(part.instrument.pk for part in parts):
        sentence = _("The instrument is already part of the benchmark.")
        yield FieldError(f"/benchmark/{index}/instrument", "repeated", sentence)


def _allocation_errors(bands: Sequence[AllocationDraft]) -> Iterator[FieldError]:
    for index, band in enumerate(bands):
        if band.asset_class not in AssetClass.values:
            sentence = _("“%(asset_class)s” is not an asset class.") % {"asset_class": band.asset_class}
            yield FieldError(f"/allocation/{index}/asset_class", "invalid_choice", sentence)
        if not 0 <= band.minimum <= band.target <= band.maximum:
            sentence = _("A band needs 0 ≤ minimum ≤ target ≤ maximum.")
            yield FieldError(f"/allocation/{index}", "band_out_of_order", sentence)
    for index in _repeated(band.asset_class for band in bands):
        sentence = _("The asset class already has a band.")
        yield FieldError(f"/allocation/{index}/asset_class", "repeated", sentence)
    minima = sum((band.minimum for band in bands), Decimal(0))
    if minima > ONE:
        sentence = _("The minima sum to %(sum)s: they cannot all be kept.") % {"sum": minima}
        yield FieldError("/allocation", "minima_above_one", sentence)


def _limit_errors(limits: Sequence[LimitDraft], known_rules: Collection[str] | None) -> Iterator[FieldError]:
    for index, limit in enumerate(limits):
        is_known = _RULE_CODE(limit.rule) if known_rules is None else limit.rule in known_rules
        if not is_known:
            sentence = _("No rule has the code “%(rule)s”.") % {"rule": limit.rule}
            yield FieldError(f"/limits/{index}/rule", "unknown_rule", sentence)
    for index in _repeated((limit.rule, limit.subject) for limit in limits):
        sentence = _("The rule already has a limit for this subject.")
        yield FieldError(f"/limits/{index}", "repeated", sentence)


def _repeated(keys: Iterable[Hashable]) -> Iterator[int]:
    """Places at which a key stands again."""
    seen: Counter[Hashable] = Counter()
    for index, key in enumerate(keys):
        if seen[key]:
            yield index
        seen[key] += 1


def _content(draft: MandateDraft) -> dict[str, object]:
    return {
        "effective_from": draft.effective_from.isoformat(),
        "rule_pack": draft.rule_pack,
        "benchmark": {str(part.instrument.public_id): str(part.weight) for part in draft.benchmark},
        "allocation": {
            str(band.asset_class): [str(band.target), str(band.minimum), str(band.maximum)]
            for band in draft.allocation
        },
        "limits": {f"{limit.rule} {limit.subject}".strip(): str(limit.value) for limit in draft.limits},
    }
