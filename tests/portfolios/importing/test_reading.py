"""How a file is read, and how a value is refused."""

import pytest

from portfolios.importing.messages import Code, RowError, render
from portfolios.importing.reading import Reading, ValueRefused


def test_nothing_is_assumed_about_a_file() -> None:
    assert Reading() == Reading(decimal_mark=None, date_order=None)


def test_a_refusal_carries_what_its_message_needs() -> None:
    with pytest.raises(ValueRefused) as caught:
        raise ValueRefused(Code.NUMBER_HAS_OTHER_MARK, value="1,5", mark=".")
    error = RowError(3, "price", caught.value.code, caught.value.params)
    assert render(error) == "“1,5” does not fit the decimal mark “.” of this file."
