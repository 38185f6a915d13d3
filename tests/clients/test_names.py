"""Sorting and searching names."""

import pytest

from clients.names import is_chinese, plain, search_text_of, sort_name_of


@pytest.mark.parametrize(
    ("name", "is_person", "expected"),
    [
        ("Anna Keller", True, "keller anna"),
        ("Zoé de la Müller", True, "muller zoe de la"),
        ("Keller", True, "keller"),
        ("Keller Holding AG", False, "keller holding ag"),
        ("张伟", True, "zhang wei"),
        ("贝塔财富", False, "bei ta cai fu"),
        ("", True, ""),
    ],
)
def test_sorting(name: str, is_person: bool, expected: str) -> None:
    assert sort_name_of(name, is_person=is_person) == expected


@pytest.mark.parametrize("needle", ["张伟", "zhang wei", "zhangwei", "zw", "c-88"])
def test_a_chinese_name_is_found_by_characters_pinyin_and_initials(needle: str) -> None:
    assert needle in search_text_of("张伟", "C-88")


@pytest.mark.parametrize("needle", ["zengguofan", "cengguofan"])
def test_a_surname_with_two_readings_is_found_by_both(needle: str) -> None:
    assert needle in search_text_of("曾国藩", "R")


def test_accents_and_case_do_not_matter() -> None:
    assert plain("  ÉLODIE   Müller ") == "elodie muller"
    assert "elodie" in search_text_of("Élodie Müller", "R-1")


def test_what_is_chinese() -> None:
    assert is_chinese("A 张")
    assert not is_chinese("Müller")
