"""What is known of the request or job being served, for logs and the audit trail: no client data."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(slots=True)
class RequestFacts:
    """One request or job."""

    request_id: str
    surface: str
    actor_id: int | None = None
    firm: str = ""
    client_ids: set[int] = field(default_factory=set)


_facts: ContextVar[RequestFacts | None] = ContextVar("request_facts", default=None)


def request_facts() -> RequestFacts:
    """The facts of the running request or job; a fresh "shell" one outside of both."""
    return _facts.get() or RequestFacts(request_id="", surface="shell")


@contextmanager
def serving(*, surface: str, request_id: str = "") -> Iterator[RequestFacts]:
    """Mark the block as one request or job on `surface` (page, api, job, command)."""
    facts = RequestFacts(request_id=request_id or uuid.uuid4().hex, surface=surface)
    token = _facts.set(facts)
    try:
        yield facts
    finally:
        _facts.reset(token)
