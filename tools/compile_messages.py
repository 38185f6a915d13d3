"""Compile the translations (``locale/*/LC_MESSAGES/*.po``) without gettext's own programs.

Django's ``compilemessages`` needs ``msgfmt``, which many machines lack. A catalogue is compiled when it is
newer than its result.
"""

from pathlib import Path

import polib

CHECKOUT = Path(__file__).resolve().parents[1]


def compile_catalogues(checkout: Path) -> list[Path]:
    """Compile what is out of date below ``checkout`` and return the files written."""
    written = []
    for source in sorted(checkout.glob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            written.append(target)
    return written


if __name__ == "__main__":
    compile_catalogues(CHECKOUT)
