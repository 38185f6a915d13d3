"""The sentence for each reason to refuse an instrument; the codes come from `services.instruments`."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Promise] = {
    "isin_invalid": _("The form or the check digit of the ISIN is wrong."),
    "mic_invalid": _("A market code (MIC) has four capital letters or digits."),
    "country_invalid": _("A country code has two capital letters."),
    "currency_unknown": _("“%(currency)s” is not a currency of ISO 4217."),
    "identifier_missing": _("An instrument needs an ISIN or a symbol."),
    "asset_class_unknown": _("“%(asset_class)s” is not an asset class: %(choices)s."),
    "cash_is_no_instrument": _("Cash is kept in cash accounts."),
    "factor_not_positive": _("The price factor must be greater than zero."),
    "maturity_missing": _("An instrument with a coupon needs a day of maturity."),
    "day_count_unknown": _("The day count is one of %(choices)s."),
    "coupon_frequency_unknown": _("Coupons are paid 1, 2, 3, 4, 6 or 12 times a year."),
    "matures_before_issue": _("The day of maturity lies before that of issue."),
    "risk_class_unknown": _("The risk class is one of %(choices)s."),
}
