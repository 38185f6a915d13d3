"""Every finding that the client hears of has words, and its figures fill them."""

from decimal import Decimal

import pytest

from clients.models import Notification
from clients.notices import notice_text
from compliance.models import Alert
from compliance.rules.catalogue import CATALOGUE
from compliance.rules.outcomes import Breach, Direction, RuleCode
from compliance.services.alerts import Finding
from compliance.services.notices import CODES, finding_notify
from tenancy.models import Tenant
from tests.portfolios.book_builder import BookBuilder, day

FACTS = {
    "minimum": "0.2",
    "maximum": "0.6",
    "fall": "0.1",
    "period_start": "2020-01-01",
    "on": "2020-01-02",
    "total_value": "900",
    "contributors": [{"instrument": "x", "name": "Share", "change": "-90.00", "share": "-0.09"}],
}


def notify(rule: RuleCode, subject: str = "", language: str = "en") -> Notification | None:
    book = BookBuilder(options={"client": {"language": language}})
    breach = Breach(
        rule,
        subject,
        CATALOGUE[rule].severity,
        Direction.ABOVE,
        Decimal("0.7"),
        Decimal("0.1"),
        Decimal("0.6"),
    )
    finding = Finding(book.portfolio, breach, "Share", None, "EU 1", None, FACTS)
    alert = Alert.objects.create(
        portfolio=book.portfolio,
        rule=rule,
        subject=subject,
        severity="breach",
        first_seen_on=day("2020-01-02"),
        last_seen_on=day("2020-01-02"),
        rule_pack="EU 1",
    )
    first = finding_notify(client=book.client, alert=alert, finding=finding)
    again = finding_notify(client=book.client, alert=alert, finding=finding)
    assert (first and first.pk) == (again and again.pk)
    return first


@pytest.mark.parametrize("rule", [code for code, kind in CATALOGUE.items() if kind.client_notice])
def test_the_client_is_told_in_whole_sentences(scope: Tenant, rule: RuleCode) -> None:
    notice = notify(rule, "equity" if rule is RuleCode.ASSET_CLASS_BAND else "")
    assert notice is not None
    assert notice.code == CODES[rule]
    text = notice_text(notice.code, notice.parameters)
    assert "Portfolio" in text.body
    assert "%(" not in text.title + text.body


def test_the_notice_of_a_fall_says_what_brought_it_about(scope: Tenant) -> None:
    notice = notify(RuleCode.DEPRECIATION_NOTICE)
    assert notice is not None
    assert notice.parameters["contributors"] == [{"name": "Share", "change": "-90.00", "share": "-0.09"}]


def test_what_only_the_firm_needs_to_know_is_not_told(scope: Tenant) -> None:
    assert notify(RuleCode.NEGATIVE_CASH) is None
    assert not Notification.objects.exists()
