"""How wide texts are."""

from importlib.resources import files

import pytest
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from portfolios.charts.inter_advances import REGULAR
from portfolios.charts.text_width import shortened, text_width


def tabular_forms(font: TTFont) -> dict[str, str]:
    """Which glyph the feature "tnum" puts in the place of which."""
    table, forms = font["GSUB"].table, {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for part in table.LookupList.Lookup[index].SubTable:
                    forms.update(getattr(part, "ExtSubTable", part).mapping)
    return forms


def test_the_table_is_that_of_the_installed_font() -> None:
    with (files("fontpkg_inter") / "files/Inter[opsz,wght].ttf").open("rb") as source:
        font = instantiateVariableFont(TTFont(source), {"wght": 400, "opsz": 14})
    names, advances, forms = font.getBestCmap(), font["hmtx"], tabular_forms(font)

    def advance(character: str) -> int:
        name = names[ord(character)]
        width: int = advances[forms.get(name, name)][0]
        return round(width * 1000 / 2048)

    listed = {c: width for width, characters in REGULAR.items() for c in characters}
    assert len(listed) > 300
    assert {c: width for c, width in listed.items() if advance(c) != width} == {}


def test_figures_are_tabular() -> None:
    widths = {text_width(digit, 11) for digit in "0123456789"}
    assert len(widths) == 1


def test_width_grows_with_size_weight_and_text() -> None:
    assert text_width("", 11) == 0
    assert text_width("Portfolio", 22) == pytest.approx(2 * text_width("Portfolio", 11))
    assert text_width("Portfolio", 11, bold=True) > text_width("Portfolio", 11)
    assert text_width("12,481,903", 11) == pytest.approx(11 * 5.6, rel=0.1)


def test_a_chinese_character_is_one_em() -> None:
    assert text_width("澄明", 12) == 24


def test_shortening_keeps_what_fits() -> None:
    assert shortened("Equities", 200, 12) == "Equities"
    cut = shortened("Emerging market equities", 80, 12)
    assert cut.endswith("…")
    assert text_width(cut, 12) <= 80
    assert shortened("Equities", 3, 12) == ""
