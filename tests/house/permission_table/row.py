"""The shape of a row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tenancy.roles import Action, Scope


class Door(StrEnum):
    """Who is asked for at the door."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    PAGE = "page"
    API = "api"


@dataclass(frozen=True, slots=True)
class Row:
    """One URL pattern.

    `name` is the URL name; `action` what a page or API view demands for reading (`write_action` for writing through the
    API, with `scope`); `targets` says which object each path argument names: the kinds of `tests.house.world`.
    `shows_client_data`: an answer of 200 may contain data of the target's client. `get`/`post`: which methods it answers.
    """

    name: str
    door: Door = Door.PAGE
    action: Action | None = None
    targets: Mapping[str, str] = field(default_factory=dict)
    get: bool = True
    post: bool = False
    write_action: Action | None = None
    scope: Scope | None = None
    why: str = ""
