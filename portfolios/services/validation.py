"""Rows checked before they are written: field errors with their pointers, and unique keys that become conflicts."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.functional import Promise

from tenancy.errors import Conflict, FieldError, RuleRefused

_SET_BY_US = frozenset({"tenant", "public_id"})

type Rule = Callable[[str], bool]


def field_errors(instance: models.Model, *, pointer: str = "") -> list[FieldError]:
    """What the fields of `instance` themselves refuse: length, choice, digits. Keys to other rows are not looked up."""
    skipped = {field.name for field in instance._meta.fields if field.is_relation or field.name in _SET_BY_US}
    try:
        instance.clean_fields(exclude=skipped)
    except ValidationError as refused:
        return [
            FieldError(f"{pointer}/{name}", error.code or "invalid", " ".join(error.messages))
            for name, errors in refused.error_dict.items()
            for error in errors
        ]
    return []


def refuse(errors: list[FieldError], detail: str | Promise = "") -> None:
    """Raise `RuleRefused` when there are errors."""
    if errors:
        raise RuleRefused(detail, errors=errors)


@contextmanager
def unique_or_conflict(messages: Mapping[str, str | Promise]) -> Iterator[None]:
    """Turn a broken unique constraint named in `messages` into `Conflict`; the writes of the block are undone."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name: Any = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name not in messages:
            raise
        raise Conflict(messages[name]) from error
