"""Files that come in: kept, read, examined line by line, and posted as a whole or not at all."""

from portfolios.services.imports.committing import import_commit, import_confirm, import_discard
from portfolios.services.imports.parsing import import_parse
from portfolios.services.imports.progress import Progress, progress_of
from portfolios.services.imports.upload import import_now, import_stage

__all__ = [
    "Progress",
    "import_commit",
    "import_confirm",
    "import_discard",
    "import_now",
    "import_parse",
    "import_stage",
    "progress_of",
]
