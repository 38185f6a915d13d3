"""A refused entry is explained in the reader's words: codes of closed lists never stand in a sentence."""

from django.utils import translation

from portfolios.entry_messages import REFUSALS, sentence
from portfolios.import_messages import sentence as import_sentence
from portfolios.ledger.errors import Refusal


def test_codes_of_types_and_kinds_become_words() -> None:
    with translation.override("en"):
        assert sentence("wrong_account", {"kind": "custody"}) == (
            "The account must belong to this portfolio and be of the kind “Custody account”."
        )
        assert sentence("required", {"type": "transfer_in"}) == (
            "A transaction of type “Transfer in” requires a value here."
        )
        assert import_sentence("account_wrong_kind", {"number": "7", "kind": "cash"}) == (
            "The account “7” is not of the kind “Cash account”."
        )


def test_why_the_ledger_refuses_is_said_in_words() -> None:
    assert set(REFUSALS) == set(Refusal)
    with translation.override("en"):
        assert sentence("not_foldable", {"reason": "no_fraction"}) == (
            "The ledger cannot book this transaction: it pays for a fraction of a unit, but none arose in this portfolio."
        )


def test_what_is_no_code_stays_as_it_was_written() -> None:
    with translation.override("en"):
        assert (
            sentence("required", {"type": "bought"})
            == "A transaction of type “bought” requires a value here."
        )
        assert sentence("invalid_choice", {"value": "buy"}) == "“buy” is not known here."
