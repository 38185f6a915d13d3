"""Catalogues are compiled when they are newer than their result, and read back by gettext."""

import gettext
import os
from pathlib import Path

import polib

from tools.compile_messages import compile_catalogues


def write(checkout: Path, translation: str) -> Path:
    source = checkout / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True, exist_ok=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    catalogue.append(polib.POEntry(msgid="Portfolio", msgstr=translation))
    catalogue.save(str(source))
    return source


def read(source: Path) -> str:
    with source.with_suffix(".mo").open("rb") as stream:
        return gettext.GNUTranslations(stream).gettext("Portfolio")


def test_compiles_and_leaves_what_is_up_to_date(tmp_path: Path) -> None:
    source = write(tmp_path, "投资组合")
    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    assert read(source) == "投资组合"
    assert compile_catalogues(tmp_path) == []


def test_compiles_again_after_a_change(tmp_path: Path) -> None:
    source = write(tmp_path, "旧")
    compile_catalogues(tmp_path)
    os.utime(source.with_suffix(".mo"), (1, 1))
    write(tmp_path, "新")
    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    assert read(source) == "新"
