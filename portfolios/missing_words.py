"""What keeps a report of holdings from being complete, as sentences for the reader."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portfolios.selectors.holdings import MissingRow
from tenancy.figures import day_text


def missing_text(row: MissingRow) -> str:
    """One sentence for one missing or stale price or rate."""
    if row.why == "stale":
        last = day_text(row.last_on, language=get_language()) if row.last_on else "–"
        if row.instrument is None:
            return _(
                "The last exchange rate %(pair)s is of %(day)s; values that rest on it are estimates."
            ) % {
                "pair": row.subject,
                "day": last,
            }
        return _("The last price of %(name)s is of %(day)s; values that rest on it are estimates.") % {
            "name": row.subject,
            "day": last,
        }
    if row.instrument is None:
        return _("There is no exchange rate %(pair)s; what needs it has no value.") % {"pair": row.subject}
    return _("There is no price of %(name)s; it is not part of any total.") % {"name": row.subject}
