"""Acts of issuers, entered once for an instrument: previewed for every holder, decided by two people, posted to all or none."""

from portfolios.services.corporate_actions.deciding import event_decide, event_submit, event_withdraw
from portfolios.services.corporate_actions.entering import EventDraft, event_cancel, event_create
from portfolios.services.corporate_actions.posting import event_post, event_problems

__all__ = [
    "EventDraft",
    "event_cancel",
    "event_create",
    "event_decide",
    "event_post",
    "event_problems",
    "event_submit",
    "event_withdraw",
]
