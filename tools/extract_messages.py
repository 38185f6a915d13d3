"""Bring locale/*/LC_MESSAGES/django.po in line with the sources: new messages added, vanished ones removed.

Written in Python alone: Babel reads the modules, Django turns templates into something Babel can read. Run it after changing a
text; a test fails when somebody forgot.
"""

import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polib
from babel.messages.extract import extract

ROOT = Path(__file__).resolve().parents[1]
APPS = ("tenancy", "clients", "portfolios", "compliance", "reporting", "workspace", "config")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
LANGUAGES = ("zh_Hans",)


@dataclass(frozen=True, slots=True)
class Message:
    """One text to translate: singular, plural or None, context or None."""

    singular: str
    plural: str | None
    context: str | None


def messages() -> dict[Message, list[str]]:
    """Every message of the sources with the files it stands in."""
    found: dict[Message, list[str]] = {}
    for path in sorted(sources()):
        for message in _of(path):
            found.setdefault(message, []).append(path.relative_to(ROOT).as_posix())
    return found


def sources() -> Iterator[Path]:
    """Modules of the apps (migrations left out) and templates."""
    for app in APPS:
        yield from (path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
    yield from (ROOT / "templates").rglob("*.html")
    yield from (ROOT / "templates").rglob("*.txt")


def _of(path: Path) -> Iterator[Message]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    for _line, found, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        singular, plural = (found[0], found[1]) if isinstance(found, tuple) else (found, None)
        if singular:
            yield Message(singular=singular, plural=plural, context=context)


def catalogue_path(language: str) -> Path:
    """Where a language's messages live."""
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def update(language: str) -> tuple[int, int]:
    """Rewrite one catalogue in the order of the sources, translations kept; returns (messages, without translation)."""
    path = catalogue_path(language)
    known = {_key(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    fresh = polib.POFile(wrapwidth=110)
    fresh.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    for message, files in messages().items():
        fresh.append(_entry(message, files, known.get(message)))
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(path))
    return len(fresh), sum(1 for entry in fresh if not entry.translated())


def _key(entry: Any) -> Message:
    return Message(singular=entry.msgid, plural=entry.msgid_plural or None, context=entry.msgctxt)


def _entry(message: Message, files: list[str], known: Any) -> Any:
    flags = ["python-brace-format"] if "{" in message.singular else []
    if "%(" in message.singular:
        flags = ["python-format"]
    plural = (
        {"msgid_plural": message.plural, "msgstr_plural": known.msgstr_plural if known else {0: ""}}
        if message.plural
        else {}
    )
    return polib.POEntry(
        msgid=message.singular,
        msgstr="" if message.plural or known is None else known.msgstr,
        msgctxt=message.context,
        occurrences=[(name, "") for name in sorted(set(files))],
        flags=flags,
        **plural,
    )


def main() -> int:
    """Update every catalogue and say what is missing."""
    sys.path.insert(0, str(ROOT))
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
    for language in LANGUAGES:
        count, missing = update(language)
        sys.stdout.write(f"{language}: {count} messages, {missing} without translation\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
