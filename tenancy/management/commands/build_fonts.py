"""`manage.py build_fonts`: cut the fonts of pages and papers, once per version of the font packages."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from tenancy.fonts import fonts_build


class Command(BaseCommand):
    """Must have run before `collectstatic` and before the first paper."""

    help = "Cut the static fonts for pages and papers into $LIMPID_HOME/fonts, unless they are there already."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Build, and say how long it took."""
        begun = time.monotonic()
        root = Path(settings.FONTS_DIR)
        built = fonts_build(root)
        took = f"built in {time.monotonic() - begun:.1f} s" if built else "already built"
        self.stdout.write(f"fonts: {took}, {root}")
