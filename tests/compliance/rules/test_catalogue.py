"""The list of rules is complete and consistent."""

from compliance.rules.catalogue import CATALOGUE, REASONS, Unit
from compliance.rules.evaluate import _OF_PORTFOLIO, _OF_POSITION
from compliance.rules.outcomes import Reason, RuleCode


def test_every_rule_is_explained() -> None:
    assert set(CATALOGUE) == set(RuleCode)
    for code, kind in CATALOGUE.items():
        assert kind.code is code
        assert kind.title
        assert kind.explanation.endswith(".")


def test_exactly_the_settable_rules_are_judged_by_limits() -> None:
    settable = {code for code, kind in CATALOGUE.items() if kind.settable}
    assert settable == set(_OF_PORTFOLIO) | set(_OF_POSITION)
    assert all(CATALOGUE[code].least is not None for code in settable)
    assert all(CATALOGUE[code].greatest == 1 for code in settable if CATALOGUE[code].unit is Unit.FRACTION)


def test_every_reason_is_a_sentence() -> None:
    assert set(REASONS) == set(Reason)
    assert all(sentence.endswith(".") for sentence in REASONS.values())
