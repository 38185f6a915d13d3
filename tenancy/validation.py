"""What a model or the database refuses, as a refusal a person can act on."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.functional import Promise

from tenancy.errors import Conflict, FieldError, RuleRefused


def checked[M: Model](row: M) -> M:
    """The row itself when its fields hold what they may; else `RuleRefused` with an error for each field."""
    try:
        row.clean_fields(exclude=["tenant", "public_id", "created_at"])
        row.clean()
    except ValidationError as error:
        fields = error.message_dict
        raise RuleRefused(
            errors=[
                FieldError("" if name == NON_FIELD_ERRORS else f"/{name}", "invalid", message)
                for name, messages in fields.items()
                for message in messages
            ]
        ) from error
    return row


@contextmanager
def taken(constraint: str, *, pointer: str, detail: str | Promise) -> Iterator[None]:
    """Run the block in a savepoint; a breach of `constraint` becomes a `Conflict` at `pointer`, any other error stays."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if getattr(diagnosis, "constraint_name", "") != constraint:
            raise
        raise Conflict(detail, errors=[FieldError(pointer, "taken", str(detail))]) from error
