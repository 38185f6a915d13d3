"""The fonts of pages and papers: static faces cut from the variable fonts that two packages bring.

WeasyPrint lays out text from a static face in a third to three quarters of the time it needs for a variable
one, and a fontconfig file of our own makes a paper look the same on every machine. Building takes a few seconds,
once per version of the packages. This module knows no Django: the directory comes in as a path.
"""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont

from tenancy.font_cutting import Selection, static_font

# Raised when the way of cutting changes, so that faces cut before are cut again.
RECIPE: Final = 2
STYLE_NAMES: Final = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold"}

# What browsers get of Inter: Latin and its extensions, Greek, Cyrillic, punctuation, currencies, arrows and
# shapes. Chinese text in a browser uses the system's own fonts.
WEB_RANGES: Final = (
    (0x0020, 0x024F),
    (0x02B0, 0x036F),
    (0x0370, 0x03FF),
    (0x0400, 0x045F),
    (0x1E00, 0x1EFF),
    (0x2000, 0x206F),
    (0x2070, 0x20BF),
    (0x2100, 0x2122),
    (0x2150, 0x215F),
    (0x2190, 0x2199),
    (0x2212, 0x2212),
    (0x2248, 0x2265),
    (0x25A0, 0x25CF),
    (0x2713, 0x2717),
)
WEB_FEATURES: Final = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum", "case", "cv05", "cv11"]


class FontsNotBuilt(RuntimeError):
    """There are no faces in the directory, or those of other versions: run `manage.py build_fonts`."""


@dataclass(frozen=True, slots=True)
class Face:
    """One static face: where its variable font is, the place in it, and whether browsers get it too."""

    family: str
    weight: int
    package: str
    distribution: str
    path: str
    place: Mapping[str, float]
    web: bool = False

    @property
    def stem(self) -> str:
        """The file name without its ending: Inter-400, NotoSansSC-600."""
        return f"{self.family.replace(' ', '')}-{self.weight}"


INTER: Final = "files/Inter[opsz,wght].ttf"
NOTO: Final = "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"


def _inter(weight: int) -> Face:
    return Face(
        "Inter", weight, "fontpkg_inter", "fontpkg-inter", INTER, {"opsz": 14, "wght": weight}, web=True
    )


def _noto(weight: int) -> Face:
    return Face("Noto Sans SC", weight, "justmytype_intl_cjk", "justmytype-intl-cjk", NOTO, {"wght": weight})


FACES: Final = (_noto(400), _noto(600), _inter(400), _inter(500), _inter(600), _inter(700))


def fonts_build(root: Path, *, faces: Sequence[Face] = FACES) -> bool:
    """Cuts the faces into `root` unless they are there in the installed versions; true when it had to.

    Two processes may call this at once: the second waits and finds the work done. Files appear under their
    names only when complete: `paper/<stem>.ttf` and `fonts.conf` for WeasyPrint, `web/fonts/<stem>.woff2` for
    browsers.
    """
    root.mkdir(parents=True, exist_ok=True)
    with _locked(root / ".lock"):
        if fonts_are_built(root, faces=faces):
            return False
        with tempfile.TemporaryDirectory(dir=root, prefix=".new-") as directory:
            scratch = Path(directory)
            for face in faces:
                cut(face, scratch)
            (scratch / "fonts.conf").write_text(_fontconfig(root), encoding="utf-8")
            _publish(scratch, root)
        _marker(root).write_text(_state_of(faces), encoding="utf-8")
    return True


def fonts_are_built(root: Path, *, faces: Sequence[Face] = FACES) -> bool:
    """Whether `root` holds exactly these faces, cut from the installed versions, at this place."""
    try:
        conf = (root / "fonts.conf").read_text(encoding="utf-8")
        return _marker(root).read_text(encoding="utf-8") == _state_of(faces) and conf == _fontconfig(root)
    except FileNotFoundError:
        return False


def fontconfig_file(root: Path) -> Path:
    """The value FONTCONFIG_FILE must have *before* WeasyPrint is imported. Raises `FontsNotBuilt`."""
    if not fonts_are_built(root):
        raise FontsNotBuilt(f"no current fonts in {root}: run manage.py build_fonts")
    return root / "fonts.conf"


def cut(face: Face, directory: Path) -> None:
    """Writes one face into `directory` as a static TrueType font, and as WOFF2 when browsers need it."""
    paper = directory / "paper" / f"{face.stem}.ttf"
    paper.parent.mkdir(parents=True, exist_ok=True)
    with as_file(files(face.package) / face.path) as source:
        static_font(source, face.place, paper)
    font = TTFont(paper, recalcBBoxes=False)
    _name(font, face)
    font.save(paper)
    if face.web:
        web = directory / "web" / "fonts" / f"{face.stem.lower()}.woff2"
        web.parent.mkdir(parents=True, exist_ok=True)
        _cut_for_web(paper, web)


def _cut_for_web(source: Path, target: Path) -> None:
    static_font(source, {}, target, keep=Selection(WEB_RANGES, WEB_FEATURES))
    font = TTFont(target, recalcBBoxes=False)
    font.flavor = "woff2"
    font.save(target)


def _name(font: Any, face: Face) -> None:
    """Gives a static face the names and flags by which fontconfig and PDF readers know it."""
    style = STYLE_NAMES[face.weight]
    plain = style in {"Regular", "Bold"}
    names = {
        1: face.family if plain else f"{face.family} {style}",
        2: style if plain else "Regular",
        3: f"{face.family} {style}; Limpid recipe {RECIPE}",
        4: f"{face.family} {style}",
        6: f"{face.family.replace(' ', '')}-{style}",
        16: face.family,
        17: style,
    }
    table = font["name"]
    table.names = [record for record in table.names if record.nameID not in {*names, 21, 22, 25}]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = face.weight
    bold, regular = 1 << 5, 1 << 6
    flags = font["OS/2"].fsSelection & ~(bold | regular)
    font["OS/2"].fsSelection = flags | (bold if style == "Bold" else regular)
    font["head"].macStyle = 1 if style == "Bold" else 0
    if "STAT" in font:
        del font["STAT"]


def _fontconfig(root: Path) -> str:
    return f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{escape(str(root.resolve() / "paper"))}</dir>
  <cachedir>{escape(str(root.resolve() / "cache"))}</cachedir>
  <alias binding="same">
    <family>sans-serif</family>
    <prefer><family>Inter</family><family>Noto Sans SC</family></prefer>
  </alias>
</fontconfig>
"""


def _publish(scratch: Path, root: Path) -> None:
    for source in sorted(path for path in scratch.rglob("*") if path.is_file()):
        target = root / source.relative_to(scratch)
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)
    shutil.rmtree(root / "cache", ignore_errors=True)


def _marker(root: Path) -> Path:
    return root / "built.json"


def _state_of(faces: Sequence[Face]) -> str:
    versions = {face.distribution: version(face.distribution) for face in faces}
    return json.dumps(
        {"recipe": RECIPE, "faces": [face.stem for face in faces], "versions": versions}, indent=1
    )


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
