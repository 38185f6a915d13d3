"""Two ways to cut the same font."""

import ctypes
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from tenancy.font_cutting import Selection, cut_by_fonttools, static_font

INTER = Path(str(files("fontpkg_inter"))) / "files" / "Inter[opsz,wght].ttf"
PLACE = {"opsz": 14, "wght": 600}
LATIN = Selection([(0x20, 0x17F)], ["kern", "tnum"])


def widths(path: Path) -> dict[int, int]:
    """Advance width by character."""
    font = TTFont(path)
    return {code: font["hmtx"][name][0] for code, name in font.getBestCmap().items()}


def features(path: Path) -> set[str]:
    """Layout features of a font."""
    font: Any = TTFont(path)
    tables = [font[tag].table for tag in ("GSUB", "GPOS")]
    return {record.FeatureTag for table in tables for record in table.FeatureList.FeatureRecord}


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The face as fontTools cuts it."""
    path = tmp_path_factory.mktemp("slow") / "slow.ttf"
    cut_by_fonttools(INTER, PLACE, path)
    return path


def test_both_ways_give_the_same_face(slow: Path, tmp_path: Path) -> None:
    fast = tmp_path / "fast.ttf"
    static_font(INTER, PLACE, fast)
    assert widths(fast) == widths(slow)
    assert features(fast) == features(slow)
    assert "fvar" not in TTFont(fast)


def test_without_the_library_the_slow_way_is_taken(
    monkeypatch: pytest.MonkeyPatch, slow: Path, tmp_path: Path
) -> None:
    def absent(name: str) -> ctypes.CDLL:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", absent)
    target = tmp_path / "cut.ttf"
    static_font(slow, {}, target, keep=LATIN)
    assert set(widths(target)) <= set(range(0x20, 0x180))


def test_a_selection_keeps_what_it_names(slow: Path, tmp_path: Path) -> None:
    target = tmp_path / "latin.ttf"
    static_font(slow, {}, target, keep=LATIN)
    assert widths(target) == {code: width for code, width in widths(slow).items() if 0x20 <= code <= 0x17F}
    assert features(target) == {"kern", "tnum"}


def test_an_absent_font_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        static_font(tmp_path / "absent.ttf", {}, tmp_path / "out.ttf")
