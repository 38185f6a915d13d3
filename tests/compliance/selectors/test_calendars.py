"""The firm's calendar."""

from compliance.selectors.calendars import FirmCalendar
from tenancy.models import Tenant
from tests.portfolios.book_builder import day


def test_weekends_and_the_countrys_holidays_are_days_off(firm: Tenant) -> None:
    calendar = FirmCalendar(firm)
    days = ["2020-06-22", "2020-06-23", "2020-06-27"]  # 23 June: Luxembourg's national day
    assert [calendar.is_business_day(day(each)) for each in days] == [True, False, False]
