"""Rules for every template and every file that browsers load."""

import gzip
import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from tenancy.templatetags.icons import icon

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static/css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=[\"']|<script(?![^>]*\ssrc=)|javascript:|hx-on|hx-vals=[\"']js:",
    re.IGNORECASE,
)


def name_of(path: Path) -> str:
    """The name a template is loaded by."""
    return path.relative_to(ROOT / "templates").as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_compiles_and_keeps_the_content_security_policy(path: Path) -> None:
    get_template(name_of(path))
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_icon_exists(path: Path) -> None:
    for name in re.findall(r"""{% icon ["']([\w-]+)["']""", path.read_text(encoding="utf-8")):
        assert icon(name)


def test_the_pattern_finds_what_is_forbidden() -> None:
    forbidden = [
        '<p style="color:red">',
        "<style>",
        "<script>go()</script>",
        '<a onclick="go()">',
        '<a href="javascript:go()">',
    ]
    assert all(INLINE.search(text) for text in forbidden)
    assert not INLINE.search('<script type="module" src="/static/js/shell.js"></script>')


def test_style_sheets_of_a_page_stay_small() -> None:
    whole = b"".join(path.read_bytes() for path in STYLES if path.name != "pdf.css")
    assert len(gzip.compress(whole)) < 40_000


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_style_sheets_load_nothing_from_elsewhere(path: Path) -> None:
    addresses = re.findall(r"url\([\"']?([^\"')]+)", path.read_text(encoding="utf-8"))
    assert all(re.fullmatch(r"\.\./fonts/inter-[4-7]00\.woff2", address) for address in addresses)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_need_no_eval_and_no_inner_html(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write", text)


def test_every_class_used_as_colour_of_a_chart_is_styled() -> None:
    drawn = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "portfolios/charts").glob("*.py"))
    styled = (ROOT / "static/css/components.css").read_text(encoding="utf-8")
    missing = {c for c in re.findall(r"\"(ch-[a-z]+(?:-[a-z0-9]+)*)\"", drawn) if f".{c}" not in styled}
    assert missing == set()
