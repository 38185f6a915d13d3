"""Every code has a sentence that can be filled in."""

import re

import pytest

from portfolios.importing.messages import MESSAGES, Code, Finding, RowError, render, snippet


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_a_whole_sentence(code: Code) -> None:
    template = MESSAGES[code]
    assert template.strip() == template
    params = dict.fromkeys(re.findall(r"%\((\w+)\)s", template), "x")
    text = render(RowError(3, "amount", code, params))
    assert "%(" not in text
    assert text == render(Finding(code, params))


def test_the_template_is_translated_before_it_is_filled() -> None:
    error = RowError(2, "amount", Code.NUMBER_UNREADABLE, {"value": "abc"})
    assert render(error, {MESSAGES[error.code]: "“%(value)s” 不是数字。"}.__getitem__) == "“abc” 不是数字。"


def test_quotations_are_short_and_on_one_line() -> None:
    assert snippet(" a \n b ") == "a b"
    assert snippet("x" * 40) == "x" * 40
    assert snippet("x" * 41) == "x" * 39 + "…"
