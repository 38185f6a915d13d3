"""Signing in: password, lock-out, second factor, recovery, reset, devices, several firms."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver

from tenancy.models import AuditEntry, Membership, Tenant, User
from tenancy.permissions import Actor
from tenancy.roles import Role
from tenancy.scope import tenant_scope
from tests.conftest import PASSWORD, make_actor

LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def advisor(firm: Tenant) -> Actor:
    with tenant_scope(firm.pk):
        return make_actor(firm, Role.ADVISOR)


@pytest.fixture
def strict() -> Browser:
    """A browser in front of a firm that means its second factor."""
    return Browser()


def sign_in(browser: Browser, email: str, password: str = PASSWORD) -> Any:
    return browser.post(LOGIN, {"login": email, "password": password})


def trail(firm: Tenant) -> list[tuple[str, str]]:
    with tenant_scope(firm.pk):
        return list(AuditEntry.objects.order_by("id").values_list("action", "outcome"))


def code_of(secret: str) -> str:
    return f"{hotp_value(secret, int(time.time()) // 30):06d}"


def enrol(browser: Browser) -> str:
    page = browser.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'id="secret" value="([A-Z2-7]+)"', page)
    assert secret is not None
    answer = browser.post("/accounts/2fa/totp/activate/", {"code": code_of(secret[1])})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/recovery-codes/")
    return secret[1]


def test_sign_in_by_email_in_any_case_and_sign_out_are_recorded(
    browser: Browser, firm: Tenant, advisor: Actor
) -> None:
    assert advisor.user is not None
    answer = sign_in(browser, advisor.user.email.upper())
    assert (answer.status_code, answer["Location"]) == (302, "/")
    browser.post("/accounts/logout/")
    assert "_auth_user_id" not in browser.session
    assert trail(firm)[-2:] == [("sign_in", "done"), ("sign_out", "done")]


def test_a_wrong_password_is_recorded_in_every_firm_of_the_person(
    browser: Browser, firm: Tenant, other_firm: Tenant, advisor: Actor
) -> None:
    with tenant_scope(other_firm.pk):
        assert advisor.user is not None
        Membership.objects.create(user=advisor.user, role=Role.AUDITOR)
    assert sign_in(browser, advisor.user.email, "not the password").status_code == 200
    assert ("sign_in", "refused") in trail(firm)
    assert ("sign_in", "refused") in trail(other_firm)


def test_known_and_unknown_addresses_get_the_same_answer(browser: Browser, advisor: Actor) -> None:
    assert advisor.user is not None
    known = sign_in(browser, advisor.user.email, "wrong").content.decode()
    unknown = sign_in(browser, "nobody@alpha.example", "wrong").content.decode()
    hide = re.compile(
        r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"|hx-headers=\'[^\']+\'|value="[^"]+@[^"]+"'
    )
    assert hide.sub("", known) == hide.sub("", unknown)


def test_five_failures_lock_the_login_even_for_the_right_password(browser: Browser, advisor: Actor) -> None:
    assert advisor.user is not None
    for _ in range(5):
        sign_in(browser, advisor.user.email, "wrong")
    page = sign_in(browser, advisor.user.email)
    assert page.status_code == 200
    assert "Too many failed" in page.content.decode()
    assert "_auth_user_id" not in browser.session


def test_a_lock_of_one_login_leaves_others_open(browser: Browser, firm: Tenant, advisor: Actor) -> None:
    with tenant_scope(firm.pk):
        other = make_actor(firm, Role.AUDITOR)
    assert advisor.user is not None
    assert other.user is not None
    for _ in range(5):
        sign_in(browser, advisor.user.email, "wrong")
    assert sign_in(browser, other.user.email).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_staff_see_nothing_before_the_second_factor_is_set_up(
    strict: Browser, firm: Tenant, advisor: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    assert advisor.user is not None
    assert sign_in(strict, advisor.user.email).status_code == 302
    for address in ("/", "/people/", "/clients/"):
        answer = strict.get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/totp/activate/")
    page = strict.get("/accounts/2fa/totp/activate/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    assert "style=" not in page
    with django_capture_on_commit_callbacks(execute=True):
        enrol(strict)
    assert mail.outbox[-1].to == [advisor.user.email]
    assert strict.get("/people/").status_code != 302
    assert ("second_factor.totp_activated", "done") in trail(firm)


def test_secrets_of_the_second_factor_are_stored_encrypted(strict: Browser, advisor: Actor) -> None:
    assert advisor.user is not None
    sign_in(strict, advisor.user.email)
    secret = enrol(strict)
    for kept in Authenticator.objects.filter(user=advisor.user):
        assert secret not in str(kept.data)
    assert Authenticator.objects.filter(user=advisor.user).count() == 2


def test_after_enrolment_every_sign_in_asks_for_a_code(strict: Browser, firm: Tenant, advisor: Actor) -> None:
    assert advisor.user is not None
    sign_in(strict, advisor.user.email)
    secret = enrol(strict)
    other = Browser()
    answer = sign_in(other, advisor.user.email)
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in other.session
    assert other.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert ("second_factor", "refused") in trail(firm)
    cache.clear()  # the code that enrolled cannot be used again within its half minute
    assert other.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).status_code == 302
    assert other.session["_auth_user_id"] == str(advisor.user.pk)


def test_a_recovery_code_opens_once(strict: Browser, advisor: Actor) -> None:
    assert advisor.user is not None
    sign_in(strict, advisor.user.email)
    enrol(strict)
    code = strict.get("/accounts/2fa/recovery-codes/download/").content.decode().split()[0]
    for expected in (302, 200):
        other = Browser()
        sign_in(other, advisor.user.email)
        assert other.post("/accounts/2fa/authenticate/", {"code": code}).status_code == expected


def test_clients_need_the_second_factor_where_their_firm_says_so(strict: Browser, firm: Tenant) -> None:
    with tenant_scope(firm.pk):
        client = make_actor(firm, Role.CLIENT)
    assert client.user is not None
    sign_in(strict, client.user.email)
    assert strict.get("/people/").status_code != 302
    Tenant.objects.filter(pk=firm.pk).update(clients_need_second_factor=True)
    assert strict.get("/people/")["Location"] == "/accounts/2fa/totp/activate/"


@pytest.mark.parametrize(("language", "subject"), [("en", "Choose a new password"), ("zh-hans", None)])
def test_a_forgotten_password_is_reset_once(
    browser: Browser, advisor: Actor, settings: Any, language: str, subject: str | None
) -> None:
    settings.BASE_URL = "https://limpid.example"
    assert advisor.user is not None
    User.objects.filter(pk=advisor.user.pk).update(language=language)
    answer = browser.post(
        "/accounts/password/reset/", {"email": advisor.user.email}, headers={"host": "localhost"}
    )
    assert answer.status_code == 302
    message = mail.outbox[-1]
    if subject:
        assert message.subject == subject
    link = re.search(r"https://limpid\.example(/accounts/password/reset/key/\S+)", str(message.body))
    assert link is not None
    form = browser.get(link[1], follow=True)
    target = form.request["PATH_INFO"]
    new = "quite another long password"
    assert browser.post(target, {"password1": new, "password2": new}).status_code == 302
    browser.post("/accounts/logout/")
    assert sign_in(browser, advisor.user.email).status_code == 200
    assert sign_in(browser, advisor.user.email, new).status_code == 302
    assert "cannot be used" in Browser().get(link[1], follow=True).content.decode()


def test_no_mail_goes_to_an_address_without_a_login(browser: Browser, advisor: Actor) -> None:
    known = browser.post("/accounts/password/reset/", {"email": "nobody@alpha.example"})
    assert (known.status_code, len(mail.outbox)) == (302, 0)


def test_a_person_signs_out_all_other_devices(firm: Tenant, browser: Browser, advisor: Actor) -> None:
    assert advisor.user is not None
    other = Browser()
    for one in (browser, other):
        sign_in(one, advisor.user.email)
        one.get("/accounts/sessions/")
    assert "Sign out all other devices" in browser.get("/accounts/sessions/").content.decode()
    browser.post("/accounts/sessions/")
    assert other.get("/accounts/sessions/").status_code == 302
    assert browser.get("/accounts/sessions/").status_code == 200


def test_one_login_of_two_firms_chooses(
    browser: Browser, firm: Tenant, other_firm: Tenant, advisor: Actor
) -> None:
    with tenant_scope(other_firm.pk):
        assert advisor.user is not None
        Membership.objects.create(user=advisor.user, role=Role.AUDITOR)
    browser.force_login(advisor.user)
    assert browser.get("/people/")["Location"] == "/firms/"
    page = browser.get("/firms/").content.decode()
    assert firm.legal_name in page
    assert other_firm.legal_name in page
    assert browser.post("/firms/", {"firm": "gamma"}).status_code == 404
    assert "firm" not in browser.session
    browser.post("/firms/", {"firm": "beta"})
    assert browser.session["firm"] == other_firm.pk


def test_a_login_without_a_firm_is_told_so(browser: Browser, firm: Tenant, advisor: Actor) -> None:
    with tenant_scope(firm.pk):
        Membership.objects.update(is_active=False)
    assert advisor.user is not None
    browser.force_login(advisor.user)
    assert browser.get("/people/")["Location"] == "/firms/"
    assert "No firm is open" in browser.get("/firms/").content.decode()


@pytest.mark.parametrize(
    "path",
    ["signup/", "email/", "login/code/", "password/set/", "confirm-email/", "2fa/webauthn/", "social/"],
)
def test_what_limpid_does_not_use_does_not_exist(browser: Browser, db: None, path: str) -> None:
    assert browser.get(f"/accounts/{path}").status_code == 404


def test_every_page_under_accounts_is_one_that_was_chosen() -> None:
    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, str]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, prefix + str(pattern.pattern))
            else:
                yield prefix + str(pattern.pattern), str(pattern.name)

    names = {name for path, name in walk(get_resolver().url_patterns, "") if path.startswith("accounts/")}
    assert len(names) == 18
    assert not {name for name in names if "signup" in name or "email" in name or "webauthn" in name}


def test_preferences_are_kept_on_the_account(browser: Browser, advisor: Actor) -> None:
    assert advisor.user is not None
    browser.force_login(advisor.user)
    browser.post("/preferences/appearance/", {"theme": "dark", "updown": "cn"})
    browser.post("/preferences/language/", {"language": "zh-hans"})
    user = User.objects.get(pk=advisor.user.pk)
    assert (user.theme, user.up_down, user.language) == ("dark", "cn", "zh-hans")
    page = Browser()
    page.force_login(user)
    html = page.get("/firms/").content.decode()
    assert '<html lang="zh-hans" data-theme="dark" data-updown="cn">' in html
    assert browser.post("/preferences/language/", {"language": "xx"}).status_code == 400


def test_a_visitor_reads_the_language_of_the_browser(browser: Browser, db: None) -> None:
    english = browser.get(LOGIN).content.decode()
    chinese = Browser().get(LOGIN, headers={"accept-language": "zh-CN,zh;q=0.9"}).content.decode()
    assert '<html lang="en"' in english
    assert '<html lang="zh-hans"' in chinese
