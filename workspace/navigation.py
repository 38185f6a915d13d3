"""What stands in the side bar: one table of entries, and the roles that see each."""

from dataclasses import dataclass, field
from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenancy.permissions import Actor
from tenancy.roles import Action, Role

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: where it leads, which action it needs, and the key of its count."""

    label: Text
    url_name: str
    icon: str
    action: Action
    count: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as one reader sees it."""

    label: Text
    url: str
    icon: str
    count: int = 0
    urgent: bool = False
    current: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading."""

    label: Text
    items: list[Item] = field(default_factory=list)


STAFF_GROUPS: Final[tuple[tuple[Text, tuple[Entry, ...]], ...]] = (
    (
        "",
        (Entry(_("Home"), "staff_home", "house", Action.STAFF_PAGES),),
    ),
    (
        _("Clients"),
        (
            Entry(_("Clients"), "client_list", "users", Action.CLIENT_VIEW),
            Entry(_("Households"), "household_list", "house-heart", Action.CLIENT_VIEW),
            Entry(_("Portfolios"), "portfolio_list", "briefcase", Action.CLIENT_VIEW),
        ),
    ),
    (
        _("Work"),
        (
            Entry(_("Alerts"), "alert_list", "triangle-alert", Action.ALERT_VIEW, "alerts", urgent=True),
            Entry(_("Statements"), "statement_list", "file-text", Action.VIEW, "statements"),
            Entry(_("Imports"), "import_list", "upload", Action.IMPORT_RUN),
            Entry(_("Corporate actions"), "corporate_action_list", "split", Action.EVENT_VIEW),
            Entry(_("Reconciliation"), "reconciliation_list", "scale", Action.RECONCILE),
            Entry(_("Instruments"), "instrument_list", "chart-candlestick", Action.CLIENT_VIEW),
        ),
    ),
    (
        _("Firm"),
        (
            Entry(_("People"), "person_list", "user-cog", Action.PEOPLE_MANAGE),
            Entry(_("Teams"), "team_list", "users-round", Action.PEOPLE_MANAGE),
            Entry(_("Access"), "grant_list", "key-round", Action.GRANT_EDIT),
            Entry(_("API tokens"), "token_list", "plug", Action.PEOPLE_MANAGE),
            Entry(_("Approvals"), "approval_list", "check-check", Action.APPROVAL_DECIDE, "approvals"),
            Entry(_("Jobs"), "job_list", "list-checks", Action.JOB_VIEW, "failed_jobs", urgent=True),
            Entry(_("Settings"), "firm_settings", "settings", Action.FIRM_EDIT),
            Entry(_("Audit trail"), "audit_list", "scroll-text", Action.AUDIT_VIEW),
        ),
    ),
)

PORTAL_ENTRIES: Final = (
    Entry(_("Overview"), "portal_home", "house", Action.PORTAL),
    Entry(pgettext_lazy("bridge", "What changed"), "portal_changes", "chart-no-axes-gantt", Action.PORTAL),
    Entry(_("Transactions"), "portal_transactions", "list", Action.PORTAL),
    Entry(_("Statements"), "portal_statements", "file-text", Action.PORTAL),
    Entry(_("Documents"), "portal_documents", "folder", Action.PORTAL),
    Entry(_("Notices"), "portal_notices", "bell", Action.PORTAL, "notices", urgent=True),
    Entry(_("Who looked"), "portal_access", "eye", Action.PORTAL),
    Entry(_("Profile"), "portal_profile", "user", Action.PORTAL),
)


def _item(entry: Entry, path: str, counts: dict[str, int]) -> Item | None:
    try:
        url = reverse(entry.url_name)
    except NoReverseMatch:
        return None
    count = counts.get(entry.count, 0)
    current = path == url or (url != "/" and path.startswith(url) and entry.url_name != "portal_home")
    return Item(entry.label, url, entry.icon, count, urgent=entry.urgent, current=current)


def navigation_of(actor: Actor, path: str, counts: dict[str, int]) -> list[Group]:
    """The groups of the side bar for this reader; an entry whose action the role lacks is absent."""
    groups = (("", PORTAL_ENTRIES),) if actor.role == Role.CLIENT else STAFF_GROUPS
    shown = []
    for label, entries in groups:
        items = [_item(entry, path, counts) for entry in entries if actor.may(entry.action)]
        present = [item for item in items if item is not None]
        if present:
            shown.append(Group(label, present))
    return shown
