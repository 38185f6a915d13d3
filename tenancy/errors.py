"""Errors that services raise. One handler turns them into problem+json, one into a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field: a JSON pointer ("/3/amount"), a code, and a sentence."""

    pointer: str
    code: str
    detail: str


class ApplicationError(Exception):
    """Something a person or program can act on. `title` says what kind, `detail` what happened, `errors` where."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 422
    title: ClassVar[str | Promise] = _("This cannot be done.")

    def __init__(
        self, detail: str | Promise = "", *, errors: Sequence[FieldError] = (), **extra: Any
    ) -> None:
        self.detail = str(detail or self.title)
        self.errors = tuple(errors)
        self.extra = extra
        super().__init__(self.detail)


class NotFound(ApplicationError):
    """Hidden or absent: the answer is the same."""

    code = "not_found"
    status = 404
    title = _("There is nothing here, or nothing you may see.")


class NotAllowed(ApplicationError):
    """In sight, but not allowed to the role."""

    code = "not_allowed"
    status = 403
    title = _("Your role does not allow this.")


class Malformed(ApplicationError):
    """The input cannot be read."""

    code = "malformed"
    status = 400
    title = _("The input cannot be read.")


class RuleRefused(ApplicationError):
    """Readable, but against a rule of the domain."""

    code = "refused"
    status = 422
    title = _("A rule does not allow this.")


class Conflict(ApplicationError):
    """Against the present state."""

    code = "conflict"
    status = 409
    title = _("This conflicts with what is already there.")


class SecondPersonNeeded(NotAllowed):
    """The maker cannot be the checker."""

    code = "second_person"
    title = _("A second person has to decide this.")
