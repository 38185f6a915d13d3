"""Static faces cut from variable fonts."""

import multiprocessing
import os
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from tenancy import fonts
from tenancy.fonts import FACES, Face, FontsNotBuilt, fontconfig_file, fonts_are_built, fonts_build

SEMIBOLD = next(face for face in FACES if face.stem == "Inter-600")


def build_in(root: Path, results: Any) -> None:
    """What each of two processes does."""
    results.put(fonts_build(root, faces=(SEMIBOLD,)))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[bool]]:
    """One face, asked for by two processes at the same time, in a path with a space."""
    root = tmp_path_factory.mktemp("with space") / "fonts"
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    workers = [context.Process(target=build_in, args=(root, results)) for _ in range(2)]
    for worker in workers:
        worker.start()
    answers = [results.get(timeout=120) for _ in workers]
    for worker in workers:
        worker.join()
    return root, sorted(answers)


def test_only_one_of_two_processes_builds(built: tuple[Path, list[bool]]) -> None:
    root, answers = built
    assert answers == [False, True]
    assert [path.name for path in root.iterdir() if path.name.startswith(".new-")] == []


def test_the_face_is_static_and_named(built: tuple[Path, list[bool]]) -> None:
    font = TTFont(built[0] / "paper" / "Inter-600.ttf")
    names = {number: font["name"].getDebugName(number) for number in (1, 2, 4, 6, 16, 17)}
    assert names == {
        1: "Inter SemiBold",
        2: "Regular",
        4: "Inter SemiBold",
        6: "Inter-SemiBold",
        16: "Inter",
        17: "SemiBold",
    }
    assert font["OS/2"].usWeightClass == 600
    assert not {"fvar", "gvar", "STAT"} & set(font.keys())


def test_browsers_get_a_smaller_one_with_all_latin(built: tuple[Path, list[bool]]) -> None:
    path = built[0] / "web" / "fonts" / "inter-600.woff2"
    font = TTFont(path)
    assert set("Zürich Łódź Việt −▲▼’€") <= {chr(code) for code in font.getBestCmap()} | {" "}
    assert os.path.getsize(path) < 120_000


def test_a_second_build_does_nothing(built: tuple[Path, list[bool]]) -> None:
    face = built[0] / "paper" / "Inter-600.ttf"
    before = face.stat().st_mtime_ns
    assert fonts_build(built[0], faces=(SEMIBOLD,)) is False
    assert face.stat().st_mtime_ns == before


def test_another_version_or_place_is_built_anew(
    built: tuple[Path, list[bool]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert fonts_are_built(built[0], faces=(SEMIBOLD,))
    monkeypatch.setattr(fonts, "version", lambda name: "99")
    assert not fonts_are_built(built[0], faces=(SEMIBOLD,))
    monkeypatch.undo()
    moved = tmp_path / "elsewhere"
    built[0].rename(moved)
    assert not fonts_are_built(moved, faces=(SEMIBOLD,))
    moved.rename(built[0])


def test_a_failed_build_leaves_nothing_behind(tmp_path: Path) -> None:
    broken = Face("Inter", 600, "fontpkg_inter", "fontpkg-inter", "files/absent.ttf", {"wght": 600})
    with pytest.raises(FileNotFoundError):
        fonts_build(tmp_path, faces=(broken,))
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_without_fonts_the_reason_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(FontsNotBuilt, match="build_fonts"):
        fontconfig_file(tmp_path)
