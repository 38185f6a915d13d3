"""How far an import is, for people who wait: kept in the cache, since the work itself commits only at its end.

Losing it loses nothing but the bar on the screen.
"""

from dataclasses import dataclass

from django.core.cache import cache

from portfolios.models import ImportBatch

_KEPT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` rows; a total of 0 means that nothing is known."""

    done: int = 0
    total: int = 0

    @property
    def fraction(self) -> float:
        """0 to 1; 0 when nothing is known."""
        return self.done / self.total if self.total else 0.0


def _key(batch: ImportBatch) -> str:
    return f"import-progress:{batch.tenant_id}:{batch.pk}"


def progress_note(batch: ImportBatch, *, done: int, total: int) -> None:
    """Say how many rows of the batch have been worked on."""
    cache.set(_key(batch), (done, total), _KEPT_SECONDS)


def progress_of(batch: ImportBatch) -> Progress:
    """How far the batch is, as far as anybody has said."""
    return Progress(*cache.get(_key(batch), (0, 0)))
