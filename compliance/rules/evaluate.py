"""All limits of a portfolio on one day: what is broken, what could not be decided.

A limit with a subject holds for that instrument instead of the general one. What is neither broken nor
undecided is kept, and its open alert may be cleared. The depreciation notice has a memory of its own and is
not here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from compliance.rules import asset_class_band, cash_floor, data_quality, instrument_weight, loss_lines
from compliance.rules.asset_class_band import Band
from compliance.rules.exact import total
from compliance.rules.facts import PortfolioFacts, PositionFacts, WeightFacts
from compliance.rules.limits import LimitValue, limit_number
from compliance.rules.outcomes import Breach, Reason, RuleCode, Undecided

type Outcome = Breach | Undecided | None

CASH: Final = "cash"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What became of every rule on one day."""

    breaches: tuple[Breach, ...]
    undecided: tuple[Undecided, ...]


def evaluate(
    facts: PortfolioFacts, *, bands: Sequence[Band] = (), limits: Sequence[LimitValue] = ()
) -> Evaluation:
    """Judge every band and limit, and the rules that always hold (valuation complete, no account overdrawn).

    The limits must be sound (`catalogue.validate_limits`); ValueError for one that is not.
    """
    outcomes = [
        data_quality.check_incomplete_valuation(data_quality.ValuationFacts(facts.state, facts.missing)),
        *(data_quality.check_negative_cash(balance) for balance in facts.balances),
        *(_band(facts, band) for band in bands),
        *_limits(facts, limits),
    ]
    return Evaluation(
        breaches=tuple(outcome for outcome in outcomes if isinstance(outcome, Breach)),
        undecided=tuple(outcome for outcome in outcomes if isinstance(outcome, Undecided)),
    )


def _limits(facts: PortfolioFacts, limits: Sequence[LimitValue]) -> Iterator[Outcome]:
    own = {(limit.rule, limit.subject) for limit in limits if limit.subject}
    for limit in limits:
        value = limit_number(limit.value)
        if value is None:
            raise ValueError(f"{limit.value!r} is not the value of a limit")
        rule = RuleCode(limit.rule)
        if rule in _OF_PORTFOLIO:
            yield _OF_PORTFOLIO[rule](facts, value)
            continue
        if rule not in _OF_POSITION:
            raise ValueError(f"{rule} is not set as a limit")
        for position in facts.positions:
            special = (limit.rule, position.instrument) in own
            if limit.subject == position.instrument or (not limit.subject and not special):
                yield _OF_POSITION[rule](facts, position, value)


def _band(facts: PortfolioFacts, band: Band) -> Outcome:
    rule = RuleCode.ASSET_CLASS_BAND
    held = [position for position in facts.positions if position.asset_class == band.asset_class]
    parts = [position.value for position in held]
    cash = facts.cash if band.asset_class == CASH else Decimal(0)
    if undecided := _no_whole(rule, band.asset_class, facts):
        return undecided
    if facts.value is None or cash is None or None in parts:
        return Undecided(rule, band.asset_class, Reason.VALUATION_INCOMPLETE)
    part = total([cash, *(value for value in parts if value is not None)])
    weight = WeightFacts(
        band.asset_class,
        part,
        facts.value,
        grew_by_trade=any(position.increased for position in held),
        shrank_by_trade=any(position.decreased for position in held)
        or (band.asset_class == CASH and facts.cash_was_used),
    )
    return asset_class_band.check(weight, band)


def _no_whole(rule: RuleCode, subject: str, facts: PortfolioFacts) -> Undecided | None:
    if facts.value is None:
        return Undecided(rule, subject, Reason.VALUATION_INCOMPLETE)
    if facts.value <= 0:
        return Undecided(rule, subject, Reason.NO_POSITIVE_VALUE)
    return None


def _cash_floor(facts: PortfolioFacts, value: Decimal) -> Outcome:
    if undecided := _no_whole(RuleCode.CASH_FLOOR, "", facts):
        return undecided
    if facts.value is None or facts.cash is None:
        return Undecided(RuleCode.CASH_FLOOR, "", Reason.VALUATION_INCOMPLETE)
    weight = WeightFacts("", facts.cash, facts.value, shrank_by_trade=facts.cash_was_used)
    return cash_floor.check(weight, cash_floor.CashFloor(value))


def _cash_floor_amount(facts: PortfolioFacts, value: Decimal) -> Outcome:
    if facts.cash is None:
        return Undecided(RuleCode.CASH_FLOOR_AMOUNT, "", Reason.VALUATION_INCOMPLETE)
    weight = WeightFacts("", facts.cash, facts.value or Decimal(0), shrank_by_trade=facts.cash_was_used)
    return cash_floor.check_amount(weight, cash_floor.CashFloorAmount(value))


def _warning_line(facts: PortfolioFacts, value: Decimal) -> Outcome:
    if facts.unit_value is None:
        return Undecided(RuleCode.WARNING_LINE, "", Reason.NO_UNIT_VALUE)
    return loss_lines.check_warning_line(loss_lines.LineFacts(facts.unit_value), loss_lines.Line(value))


def _stop_line(facts: PortfolioFacts, value: Decimal) -> Outcome:
    if facts.unit_value is None:
        return Undecided(RuleCode.STOP_LINE, "", Reason.NO_UNIT_VALUE)
    return loss_lines.check_stop_line(loss_lines.LineFacts(facts.unit_value), loss_lines.Line(value))


def _drawdown(facts: PortfolioFacts, value: Decimal) -> Outcome:
    if facts.unit_value is None:
        return Undecided(RuleCode.DRAWDOWN, "", Reason.NO_UNIT_VALUE)
    if facts.unit_high is None or facts.unit_high <= 0:
        return Undecided(RuleCode.DRAWDOWN, "", Reason.NO_BASIS)
    loss = loss_lines.LossFacts("", facts.unit_value, facts.unit_high)
    return loss_lines.check_drawdown(loss, loss_lines.MaximumLoss(value))


def _instrument_weight(facts: PortfolioFacts, position: PositionFacts, value: Decimal) -> Outcome:
    rule = RuleCode.INSTRUMENT_WEIGHT
    if undecided := _no_whole(rule, position.instrument, facts):
        return undecided
    if facts.value is None or position.value is None:
        return Undecided(rule, position.instrument, Reason.VALUATION_INCOMPLETE)
    weight = WeightFacts(
        position.instrument,
        position.value,
        facts.value,
        grew_by_trade=position.increased,
        is_exempt=position.is_exempt,
    )
    return instrument_weight.check(weight, instrument_weight.MaximumWeight(value))


def _position_loss(rule: RuleCode, position: PositionFacts, basis: Decimal | None, value: Decimal) -> Outcome:
    if position.price is None:
        return Undecided(rule, position.instrument, Reason.NO_PRICE)
    if basis is None or basis <= 0:
        return Undecided(rule, position.instrument, Reason.NO_BASIS)
    loss = loss_lines.LossFacts(position.instrument, position.price, basis, is_short=position.is_short)
    if rule is RuleCode.POSITION_STOP_LOSS:
        return loss_lines.check_position_stop_loss(loss, loss_lines.MaximumLoss(value))
    return loss_lines.check_position_trailing_stop(loss, loss_lines.MaximumLoss(value))


def _position_stop_loss(facts: PortfolioFacts, position: PositionFacts, value: Decimal) -> Outcome:
    return _position_loss(RuleCode.POSITION_STOP_LOSS, position, position.average_cost, value)


def _position_trailing_stop(facts: PortfolioFacts, position: PositionFacts, value: Decimal) -> Outcome:
    return _position_loss(RuleCode.POSITION_TRAILING_STOP, position, position.best_price, value)


def _stale_price(facts: PortfolioFacts, position: PositionFacts, value: Decimal) -> Outcome:
    """An instrument with a `max_price_age` of its own (a monthly fund) is judged by that."""
    if position.price_age is None:
        return Undecided(RuleCode.STALE_PRICE, position.instrument, Reason.NO_PRICE)
    days = int(value) if position.max_price_age is None else position.max_price_age
    age = data_quality.PriceAgeFacts(position.instrument, position.price_age)
    return data_quality.check_stale_price(age, data_quality.MaximumAge(days))


_OF_PORTFOLIO: Final[dict[RuleCode, Callable[[PortfolioFacts, Decimal], Outcome]]] = {
    RuleCode.CASH_FLOOR: _cash_floor,
    RuleCode.CASH_FLOOR_AMOUNT: _cash_floor_amount,
    RuleCode.WARNING_LINE: _warning_line,
    RuleCode.STOP_LINE: _stop_line,
    RuleCode.DRAWDOWN: _drawdown,
}
_OF_POSITION: Final[dict[RuleCode, Callable[[PortfolioFacts, PositionFacts, Decimal], Outcome]]] = {
    RuleCode.INSTRUMENT_WEIGHT: _instrument_weight,
    RuleCode.POSITION_STOP_LOSS: _position_stop_loss,
    RuleCode.POSITION_TRAILING_STOP: _position_trailing_stop,
    RuleCode.STALE_PRICE: _stale_price,
}
