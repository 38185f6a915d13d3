"""Pictures of every page each role can reach in a running demonstration: follows links from the role's home, a page a name.

    python tools/gallery.py                         all roles of both firms (one firm a language), three looks each
    python tools/gallery.py --role client --look phone
    python tools/gallery.py --to docs/pictures --only workspace_home

Reads address and logins from `demo.json` in the home (LIMPID_HOME, or `.limpid`). Needs Chromium: CHROMIUM, or the one on the
PATH. Prints the pages found by role, and those that did not answer with 200.
"""

import argparse
import json
import os
import shutil
import sys
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

import django  # noqa: E402

django.setup()

from django.urls import Resolver404, resolve  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

NOT_PAGES: Final = frozenset({"account_logout", "api_schema", "firm_choose"})


@dataclass(frozen=True, slots=True)
class Look:
    """A way to look at a page."""

    width: int
    height: int
    scheme: Literal["light", "dark"]


LOOKS: Final[Mapping[str, Look]] = {
    "light": Look(1440, 900, "light"),
    "dark": Look(1440, 900, "dark"),
    "phone": Look(390, 844, "light"),
}


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--to", type=Path, default=None, help="directory; gallery in the home by default")
    parser.add_argument("--firm", help="the code of one firm")
    parser.add_argument("--role", help="one role")
    parser.add_argument("--look", choices=LOOKS, help="one look")
    parser.add_argument("--only", help="one page, by the name of its address")
    parser.add_argument("--screen", action="store_true", help="the first screen instead of the whole page")
    return parser.parse_args()


def signed_in(browser: Browser, facts: Mapping[str, Any], email: str, look: Look) -> Page:
    """A page of a browser in which the person has signed in."""
    context = browser.new_context(
        viewport={"width": look.width, "height": look.height}, color_scheme=look.scheme, device_scale_factor=1
    )
    page = context.new_page()
    page.goto(f"{facts['address']}/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", facts["password"])
    page.click("button[type=submit]")
    page.wait_for_load_state()
    return page


def pages_of(page: Page, address: str) -> Iterator[tuple[str, str]]:
    """Name and path of every page that links lead to from where the person is; each name once, nearest first."""
    waiting = deque([urlsplit(page.url).path])
    seen: set[str] = set()
    while waiting:
        path = waiting.popleft()
        name = name_of(path)
        if name is None or name in seen or name in NOT_PAGES:
            continue
        seen.add(name)
        answer = page.request.get(address + path)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        if answer.status != 200:
            print(f"  {answer.status} {path}", file=sys.stderr)
            continue
        yield name, path
        page.goto(address + path)
        waiting.extend(
            page.eval_on_selector_all("a[href^='/']", "links => links.map(a => a.getAttribute('href'))")
        )


def name_of(path: str) -> str | None:
    """The name of the address a path leads to, without its query."""
    try:
        return resolve(urlsplit(path).path).url_name
    except Resolver404:
        return None


def main() -> None:
    """Take the pictures."""
    asked = arguments()
    home = Path(os.environ.get("LIMPID_HOME", ROOT / ".limpid"))
    facts = json.loads((home / "demo.json").read_text(encoding="utf-8"))
    target = asked.to or home / "gallery"
    target.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for firm in facts["firms"]:
            for role, email in firm["logins"].items():
                if asked.firm in (None, firm["code"]) and asked.role in (None, role):
                    pictures(browser, facts, firm["code"], role, email, asked, target)
        browser.close()


def pictures(
    browser: Browser,
    facts: Mapping[str, Any],
    firm: str,
    role: str,
    email: str,
    asked: argparse.Namespace,
    target: Path,
) -> None:
    """Every page of one person in every look."""
    walker = signed_in(browser, facts, email, LOOKS["light"])
    found = [each for each in pages_of(walker, facts["address"]) if asked.only in (None, each[0])]
    walker.context.close()
    print(f"{firm} {role}: {len(found)} pages: {', '.join(name for name, _ in found)}")
    for name, look in LOOKS.items():
        if asked.look in (None, name):
            page = signed_in(browser, facts, email, look)
            for page_name, path in found:
                page.goto(facts["address"] + path)
                page.screenshot(
                    path=target / f"{firm}-{role}-{page_name}-{name}.png", full_page=not asked.screen
                )
            page.context.close()


if __name__ == "__main__":
    main()
