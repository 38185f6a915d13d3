"""The firm's calendar in the form the rules ask for."""

from dataclasses import dataclass
from datetime import date

from tenancy.clock import is_business_day
from tenancy.models import Tenant


@dataclass(frozen=True, slots=True)
class FirmCalendar:
    """On which days the firm works; also counts as `compliance.rules.deadlines.Calendar`."""

    tenant: Tenant

    def is_business_day(self, day: date, /) -> bool:
        """Monday to Friday and no public holiday of the firm's country."""
        return is_business_day(day, calendar=self.tenant.calendar)
