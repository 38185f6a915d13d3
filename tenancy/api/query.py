"""The query of a request, read strictly: a parameter that is not known or cannot be read is named, not ignored."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext as _

from tenancy.errors import FieldError, Malformed

type Readers = Mapping[str, Callable[[str], Any]]

PAGING = frozenset({"limit", "cursor"})


def day_of(text: str) -> date:
    """YYYY-MM-DD; ValueError otherwise."""
    return date.fromisoformat(text)


def moment_of(text: str) -> datetime:
    """A moment of ISO 8601, in UTC unless it names its offset; ValueError otherwise."""
    moment = datetime.fromisoformat(text.replace(" ", "+"))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def one_of(choices: Collection[str]) -> Callable[[str], str]:
    """A reader that takes one of `choices`."""

    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return read


def whether(text: str) -> bool:
    """`true` or `false`."""
    return {"true": True, "false": False}[text]


def query_of(given: Mapping[str, str], readers: Readers) -> dict[str, Any]:
    """What the query says, by the readers of its parameters; those left out or empty are missing in the answer.

    `Malformed` names every parameter that is not known, and every value that cannot be read.
    """
    values: dict[str, Any] = {}
    errors = []
    for name, text in given.items():
        if name in PAGING:
            continue
        if name not in readers:
            errors.append(FieldError(f"/{name}", "unknown_parameter", _("This parameter is not known.")))
        elif text:
            try:
                values[name] = readers[name](text)
            except (ValueError, KeyError):
                errors.append(FieldError(f"/{name}", "invalid", _("This value cannot be read.")))
    if errors:
        raise Malformed(_("The query cannot be read."), errors=errors)
    return values
