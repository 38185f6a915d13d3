"""The scripts of pages, each alone in a browser, without a server."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

STATIC = Path(__file__).parents[2] / "static"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests here."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page on which any error fails the test."""
    errors: list[str] = []
    opened = browser.new_page()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    opened.close()
    assert errors == []


def show(page: Page, body: str, script: str) -> None:
    """Puts a document together from markup, the style sheets and one script."""
    page.set_content(f'<html lang="en"><body>{body}</body></html>')
    for name in ("tokens", "base", "components"):
        page.add_style_tag(path=str(STATIC / "css" / f"{name}.css"))
    page.add_script_tag(path=str(STATIC / "js" / script), type="module")
    page.wait_for_timeout(50)


TABLE = """<table class="table" data-sortable><thead><tr><th data-sort="text">Name</th><th data-sort="number">Value</th>
</tr></thead><tbody><tr><td>beta</td><td data-value="9.5">9.50</td></tr><tr><td>Ärger</td><td data-value="">—</td></tr>
<tr><td>alpha</td><td data-value="1000">1,000</td></tr><tr><td>gamma</td><td data-value="-3">−3</td></tr></tbody></table>"""


def names(page: Page) -> list[str]:
    """First column, downwards."""
    return page.locator("tbody td:first-child").all_inner_texts()


def test_numbers_sort_as_numbers_and_the_unknown_stays_last(page: Page) -> None:
    show(page, TABLE, "tables.js")
    head = page.get_by_role("button", name="Value")
    head.click()
    assert names(page) == ["alpha", "beta", "gamma", "Ärger"]
    assert page.locator("th[aria-sort=descending]").inner_text() == "Value"
    head.press("Enter")
    assert names(page) == ["gamma", "beta", "alpha", "Ärger"]


def test_text_sorts_by_the_alphabet_of_the_page(page: Page) -> None:
    show(page, TABLE, "tables.js")
    page.get_by_role("button", name="Name").click()
    assert names(page) == ["alpha", "Ärger", "beta", "gamma"]
    assert page.locator("[aria-sort]").count() == 1


READOUT = {
    "x": [10, 60, 110],
    "when": ["1 Jan", "2 Jan", "3 Jan"],
    "top": 5,
    "bottom": 90,
    "series": [
        {"name": "Portfolio", "y": [80, 50, 20], "text": ["+1%", "+2%", "+3%"]},
        {"name": "Benchmark", "y": [80, None, 40], "text": ["+1%", None, "+2%"]},
    ],
}
CHART = f"""<div class="chart-box"><svg class="chart" role="img" aria-label="Chart" viewBox="0 0 120 100" width="120"
 height="100" data-readout='{json.dumps(READOUT)}'><title>Chart</title></svg></div>"""


def test_the_read_out_follows_the_keyboard(page: Page) -> None:
    show(page, CHART, "charts.js")
    page.keyboard.press("Tab")
    page.keyboard.press("Home")
    box = page.get_by_role("status")
    assert box.inner_text().split() == ["1", "Jan", "Portfolio", "+1%", "Benchmark", "+1%"]
    page.keyboard.press("ArrowRight")
    assert "Benchmark" not in box.inner_text()
    page.keyboard.press("End")
    assert "3 Jan" in box.inner_text()
    page.keyboard.press("Escape")
    assert box.count() == 0 or not box.is_visible()


def test_the_read_out_follows_the_pointer_and_leaves_with_it(page: Page) -> None:
    show(page, CHART, "charts.js")
    area = page.locator("svg").bounding_box()
    assert area is not None
    page.mouse.move(area["x"] + area["width"] * 0.45, area["y"] + 10)
    assert "2 Jan" in page.locator(".readout").inner_text()
    page.mouse.move(area["x"] + area["width"] * 0.5, area["y"] + area["height"] + 200)
    assert page.locator(".readout").is_hidden()


SHELL = """<details data-menu><summary>Menu</summary><a href="#a">One</a></details><input data-shortcut="/" value="old">
<textarea></textarea><button data-opens="ask">Ask</button><dialog id="ask"><button data-closes>Close</button></dialog>"""


def test_the_slash_reaches_search_but_not_from_a_text(page: Page) -> None:
    show(page, SHELL, "shell.js")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.tagName") == "INPUT"
    page.locator("textarea").focus()
    page.keyboard.press("/")
    assert page.locator("textarea").input_value() == "/"


def test_menus_close_by_escape_and_by_a_click_elsewhere(page: Page) -> None:
    show(page, SHELL, "shell.js")
    menu = page.locator("details")
    page.locator("summary").click()
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.locator("summary").click()
    page.locator("textarea").click()
    assert menu.get_attribute("open") is None


def test_a_dialog_opens_and_closes(page: Page) -> None:
    show(page, SHELL, "shell.js")
    page.get_by_role("button", name="Ask").click()
    assert page.get_by_role("dialog").is_visible()
    page.get_by_role("button", name="Close").click()
    assert page.get_by_role("dialog").count() == 0


def test_a_message_from_the_server_is_announced_and_can_be_dismissed(page: Page) -> None:
    show(
        page,
        '<div class="toasts" id="toasts" role="status" data-dismiss="Dismiss" data-offline="No answer"></div>',
        "live.js",
    )
    page.evaluate(
        "document.getElementById('toasts').insertAdjacentHTML('beforeend', '<div class=\"toast\"><p>Saved</p></div>')"
    )
    page.get_by_role("button", name="Dismiss").click()
    assert page.locator(".toast").count() == 0
    page.evaluate("document.dispatchEvent(new CustomEvent('htmx:sendError'))")
    assert page.locator(".toast p").inner_text() == "No answer"


def test_a_choice_of_theme_is_applied_at_once_and_sent(page: Page) -> None:
    sent: list[str] = []

    def answer(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fulfill(status=204)

    page.route("**/appearance", answer)
    page.route(
        "http://limpid.test/", lambda route: route.fulfill(body="<html></html>", content_type="text/html")
    )
    page.goto("http://limpid.test/")
    show(
        page,
        '<form data-appearance method="post" action="/appearance"><button name="theme" value="dark" aria-pressed="false">Dark'
        '</button><button name="updown" value="cn" aria-pressed="false">Red</button></form>',
        "appearance.js",
    )
    page.get_by_role("button", name="Dark").click()
    page.get_by_role("button", name="Red").click()
    assert page.evaluate("({...document.documentElement.dataset})") == {"theme": "dark", "updown": "cn"}
    assert page.get_by_role("button", name="Dark").get_attribute("aria-pressed") == "true"
    page.wait_for_timeout(50)
    assert len(sent) == 2
