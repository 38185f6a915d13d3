"""Recording a mandate with limits that the rules understand: the catalogue is known here, not where mandates are kept."""

from django.utils.translation import gettext as _

from compliance.rules.catalogue import CATALOGUE
from compliance.rules.limits import (
    AllocationBand,
    LimitProblem,
    LimitValue,
    render,
    validate_allocation,
    validate_limits,
)
from compliance.services.rule_packs import pack_of, packs_in_force
from portfolios.choices import AssetClass
from portfolios.models import Mandate, Portfolio
from portfolios.services.structure import MandateDraft, mandate_create
from tenancy.errors import FieldError, RuleRefused
from tenancy.permissions import Actor, require
from tenancy.roles import Action

SETTABLE_RULES = frozenset(code.value for code, kind in CATALOGUE.items() if kind.settable)


def mandate_record(*, actor: Actor, portfolio: Portfolio, draft: MandateDraft) -> Mandate:
    """Record the next version of a portfolio's mandate, its limits judged by the catalogue of rules.

    `RuleRefused` names every limit and band that is not sound, and a rule pack of which no version is in force that day.
    """
    require(actor, Action.MANDATE_EDIT, portfolio)
    pack_of(packs_in_force(on=draft.effective_from), draft.rule_pack)
    errors = [_limit_error(each) for each in validate_limits(_limits(draft))]
    errors += [_band_error(each) for each in validate_allocation(_bands(draft), AssetClass.values)]
    if errors:
        raise RuleRefused(errors=errors)
    return mandate_create(actor=actor, portfolio=portfolio, draft=draft, known_rules=SETTABLE_RULES)


def mandate_receive(*, actor: Actor, portfolio: Portfolio, draft: MandateDraft) -> Mandate:
    """Record the next version of a mandate that another system keeps: its limits are judged, its bands may be a part.

    Such a system may name a rule pack before it is in force here, and agree on bands for some asset classes only.
    `RuleRefused` names every limit that is not sound.
    """
    require(actor, Action.MANDATE_EDIT, portfolio)
    errors = [_limit_error(each) for each in validate_limits(_limits(draft))]
    if errors:
        raise RuleRefused(errors=errors)
    return mandate_create(actor=actor, portfolio=portfolio, draft=draft, known_rules=SETTABLE_RULES)


def _limits(draft: MandateDraft) -> list[LimitValue]:
    return [LimitValue(each.rule, each.value, each.subject) for each in draft.limits]


def _bands(draft: MandateDraft) -> list[AllocationBand]:
    return [
        AllocationBand(each.asset_class, each.target, each.minimum, each.maximum) for each in draft.allocation
    ]


def _limit_error(problem: LimitProblem) -> FieldError:
    return FieldError(_pointer("limits", problem), problem.problem.value, render(problem, _))


def _band_error(problem: LimitProblem) -> FieldError:
    return FieldError(_pointer("allocation", problem), problem.problem.value, render(problem, _))


def _pointer(listed: str, problem: LimitProblem) -> str:
    return f"/{listed}" if problem.index is None else f"/{listed}/{problem.index}/{problem.field}"
