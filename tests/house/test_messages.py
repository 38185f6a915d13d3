"""Every text of the sources is translated, nothing in the catalogue has vanished from them, placeholders survive."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
import pytest
from django.db.models.fields import BLANK_CHOICE_LABEL
from django.template.base import Lexer, TokenType
from django.utils import translation

from tenancy.borrowed_words import BORROWED
from tools.extract_messages import LANGUAGES, catalogue_path, messages

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_0-9]*\}|%[sd%]")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
HALF_WIDTH = re.compile(
    r"[\u4e00-\u9fff][,;:?!()]|[,;:?!](?=[\u4e00-\u9fff])|[\u4e00-\u9fff] +[\u4e00-\u9fffA-Za-z0-9%]"
)


def entries(language: str) -> Any:
    return polib.pofile(str(catalogue_path(language)))


def texts(entry: Any) -> list[str]:
    return [text for text in (entry.msgstr, *entry.msgstr_plural.values()) if text]


def allowed_words() -> set[str]:
    """The words in Latin letters that the glossary allows in Chinese texts."""
    glossary = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    (listed,) = re.findall(r"```text latin\n(.*?)```", glossary, re.DOTALL)
    return set(listed.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_in_line_with_the_sources(language: str) -> None:
    stored = {(e.msgid, e.msgid_plural or None, e.msgctxt) for e in entries(language) if not e.obsolete}
    found = {(m.singular, m.plural, m.context) for m in messages()}
    assert sorted(map(str, found - stored)) == [], "run tools/extract_messages.py and translate"
    assert sorted(map(str, stored - found)) == [], "run tools/extract_messages.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language: str) -> None:
    assert [e.msgid for e in entries(language) if not e.translated()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_survive(language: str) -> None:
    broken = [
        entry.msgid
        for entry in entries(language)
        for text in texts(entry)
        if set(PLACEHOLDER.findall(entry.msgid)) != set(PLACEHOLDER.findall(text))
    ]
    assert broken == []


def test_chinese_texts_hold_no_latin_word_that_the_glossary_does_not_allow() -> None:
    allowed = allowed_words()
    plain = re.compile(rf"{PLACEHOLDER.pattern}|<code>.*?</code>|<[^>]*>")
    foreign = {
        (word, text)
        for entry in entries("zh_Hans")
        for text in texts(entry)
        for word in WORD.findall(plain.sub(" ", text))
        if word not in allowed
    }
    assert sorted(foreign) == []


def test_chinese_texts_are_set_with_full_width_punctuation() -> None:
    lists_of_choices = {"yes,no"}
    half = [
        text
        for entry in entries("zh_Hans")
        if entry.msgid not in lists_of_choices
        for text in texts(entry)
        if HALF_WIDTH.search(text)
    ]
    assert half == []


def test_django_finds_the_catalogue_under_the_code_of_the_language() -> None:
    assert translation.to_locale("zh-hans") == "zh_Hans"
    assert catalogue_path("zh_Hans").is_file()


def test_the_words_borrowed_from_django_are_still_its_words() -> None:
    with translation.override("en"):
        assert str(BLANK_CHOICE_LABEL) in BORROWED
    assert set(BORROWED) <= {entry.msgid for entry in entries("zh_Hans")}


def bare_text(path: Path) -> Iterator[str]:
    """What a template shows or says that no translation has touched: text and the attributes a reader meets."""
    source = re.sub(r"{% comment .*?{% endcomment %}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    kept, inside = [], False
    for token in Lexer(source).tokenize():
        if token.token_type is TokenType.BLOCK and token.contents.startswith(
            ("blocktranslate", "endblocktranslate")
        ):
            inside = token.contents.startswith("block")
        kept.append(token.contents if token.token_type is TokenType.TEXT and not inside else "\0")
    body = "".join(kept)
    yield from re.findall(r'\s(?:title|aria-label|alt|placeholder)="([^"\0]*[A-Za-z]{2}[^"\0]*)"', body)
    for line in re.sub(r"<[^>]*>", "\n", body).splitlines():
        text = line.replace("\0", "").strip()
        if re.search(r"[A-Za-z]{2}", text) and not re.fullmatch(
            r"[a-z-]+", text
        ):  # a lone lower-case word: a class
            yield text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_templates_show_no_text_that_cannot_be_translated(path: Path) -> None:
    allowed = allowed_words()
    assert [text for text in bare_text(path) if set(WORD.findall(text)) - allowed] == []
