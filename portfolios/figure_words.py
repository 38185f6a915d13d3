"""Why a figure is not given, in words: the codes of `portfolios.analytics.figures` and what they mean to a reader."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: Final[Mapping[str, Promise]] = {
    "no_data": _("there is nothing to measure in this period"),
    "too_few_observations": _("fewer than twelve days to measure"),
    "missing_value": _("a day that is needed has no complete value"),
    "non_positive_base": _("there was nothing invested to measure it on"),
    "under_one_year": _("a period of less than a year is not annualised"),
    "no_dispersion": _("the value did not move"),
    "no_sign_change": _("money only went in, or only came out"),
    "no_root": _("no rate explains the payments"),
    "out_of_range": _("beyond what can be shown"),
    "total_loss": _("everything was lost"),
}


def reason_text(code: str | None) -> str:
    """The words for a reason's code; empty where there is none or it is not known."""
    words = REASONS.get(code or "")
    return "" if words is None else str(words)
