"""The reader's choice of theme and colours."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from workspace.appearance import appearance_keep, appearance_of
from workspace.views.appearance import appearance_choose


def test_without_a_choice_the_language_decides_what_red_means() -> None:
    request = RequestFactory().get("/")
    with translation.override("en"):
        assert (appearance_of(request).theme, appearance_of(request).updown) == ("system", "intl")
    with translation.override("zh-hans"):
        assert appearance_of(request).updown == "cn"


def test_a_choice_is_kept_and_read_back() -> None:
    response = HttpResponse()
    assert appearance_keep(response, name="theme", value="dark", secure=True)
    cookie = response.cookies["limpid_theme"]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")
    request = RequestFactory().get("/", headers={"cookie": "limpid_theme=dark; limpid_updown=cn"})
    assert (appearance_of(request).theme, appearance_of(request).updown) == ("dark", "cn")


def test_a_foreign_value_in_the_cookie_counts_as_no_choice() -> None:
    request = RequestFactory().get("/", headers={"cookie": 'limpid_theme="><script>; limpid_updown=sideways'})
    assert appearance_of(request).theme == "system"
    assert appearance_of(request).updown in {"intl", "cn"}


def test_choosing_goes_back_to_the_page() -> None:
    response = appearance_choose(RequestFactory().post("/", {"theme": "dark", "next": "/clients/?q=a"}))
    assert (response.status_code, response["Location"]) == (302, "/clients/?q=a")
    assert response.cookies["limpid_theme"].value == "dark"


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_choosing_never_leads_elsewhere(target: str) -> None:
    response = appearance_choose(RequestFactory().post("/", {"updown": "cn", "next": target}))
    assert response["Location"] == "/"


@pytest.mark.parametrize("data", [{}, {"theme": "pink"}, {"updown": "cn", "theme": "pink"}])
def test_an_unknown_choice_is_refused(data: dict[str, str]) -> None:
    assert appearance_choose(RequestFactory().post("/", data)).status_code == 400


def test_a_script_gets_no_page() -> None:
    request = RequestFactory().post("/", {"theme": "light"}, headers={"x-requested-with": "fetch"})
    assert appearance_choose(request).status_code == 204
