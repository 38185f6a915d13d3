"""The firm's business date and calendar. Nothing below an edge asks for today."""

from datetime import date, timedelta
from functools import lru_cache

import holidays
from django.utils import timezone

from tenancy.models import Tenant

FIRST_YEAR, LAST_YEAR = 1990, 2060


def business_date(tenant: Tenant) -> date:
    """The firm's present day in its own zone; a demonstration may pin it, and says so on screen."""
    if tenant.business_date_pinned is not None:
        return tenant.business_date_pinned
    return timezone.now().astimezone(tenant.zone_info).date()


@lru_cache(maxsize=32)
def holidays_of(calendar: str) -> frozenset[date]:
    """Public holidays of a country (ISO 3166-1 alpha-2) from 1990 to 2060; unknown codes raise NotImplementedError."""
    return frozenset(holidays.country_holidays(calendar, years=range(FIRST_YEAR, LAST_YEAR + 1)))


def is_business_day(day: date, *, calendar: str) -> bool:
    """Monday to Friday and no public holiday."""
    return day.weekday() < 5 and day not in holidays_of(calendar)


def next_business_day(day: date, *, calendar: str, count: int = 1) -> date:
    """The `count`-th business day after `day`."""
    while count:
        day += timedelta(days=1)
        count -= is_business_day(day, calendar=calendar)
    return day
