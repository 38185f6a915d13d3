"""Who may what: the roles and their actions, on one page.

What a person *sees* is decided by `tenancy.permissions.visible`; this page says what a role may *do*.
"""

from enum import StrEnum
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The role of a membership; one person may hold one role in each firm."""

    ADMINISTRATOR = "administrator", _("Administrator")
    OPERATIONS = "operations", _("Operations")
    COMPLIANCE = "compliance", _("Compliance")
    AUDITOR = "auditor", _("Auditor")
    ADVISOR = "advisor", _("Advisor")
    CLIENT = "client", _("Client")
    INTEGRATOR = "integrator", _("Integrator")
    SYSTEM = "system", _("Limpid itself")


class Action(StrEnum):
    """What can be asked of the gate."""

    VIEW = "view"
    CLIENT_VIEW = "client.view"
    CLIENT_EDIT = "client.edit"
    NOTE_WRITE = "note.write"
    PROFILE_EDIT = "profile.edit"
    PORTFOLIO_EDIT = "portfolio.edit"
    MANDATE_EDIT = "mandate.edit"
    TRANSACTION_POST = "transaction.post"
    IMPORT_RUN = "import.run"
    EVENT_VIEW = "event.view"
    INSTRUMENT_EDIT = "instrument.edit"
    PRICE_EDIT = "price.edit"
    RECONCILE = "reconcile"
    STATEMENT_PREPARE = "statement.prepare"
    STATEMENT_RELEASE = "statement.release"
    ALERT_VIEW = "alert.view"
    ALERT_HANDLE = "alert.handle"
    ALERT_CLOSE = "alert.close"
    AUDIT_VIEW = "audit.view"
    APPROVAL_DECIDE = "approval.decide"
    PEOPLE_MANAGE = "people.manage"
    GRANT_EDIT = "grant.edit"
    FIRM_EDIT = "firm.edit"
    JOB_VIEW = "job.view"
    JOB_RETRY = "job.retry"
    NOTICE_ACKNOWLEDGE = "notice.acknowledge"
    STAFF_PAGES = "staff.pages"
    PORTAL = "portal"


STAFF: Final = frozenset({Role.ADMINISTRATOR, Role.OPERATIONS, Role.COMPLIANCE, Role.AUDITOR, Role.ADVISOR})
SEES_ALL_CLIENTS: Final = frozenset(
    {Role.OPERATIONS, Role.COMPLIANCE, Role.AUDITOR, Role.INTEGRATOR, Role.SYSTEM}
)
SEES_GRANTED_CLIENTS: Final = frozenset({Role.ADVISOR, Role.CLIENT})
INVITABLE: Final = STAFF | {Role.CLIENT}

_ALL_BUT_PORTAL: Final = frozenset(Action) - {Action.PORTAL, Action.NOTICE_ACKNOWLEDGE}

ACTIONS: Final[dict[Role, frozenset[Action]]] = {
    Role.ADMINISTRATOR: frozenset(
        {
            Action.STAFF_PAGES,
            Action.PEOPLE_MANAGE,
            Action.GRANT_EDIT,
            Action.FIRM_EDIT,
            Action.JOB_VIEW,
            Action.JOB_RETRY,
            Action.APPROVAL_DECIDE,
        }
    ),
    Role.OPERATIONS: frozenset(
        {
            Action.STAFF_PAGES,
            Action.VIEW,
            Action.CLIENT_VIEW,
            Action.CLIENT_EDIT,
            Action.NOTE_WRITE,
            Action.PORTFOLIO_EDIT,
            Action.MANDATE_EDIT,
            Action.TRANSACTION_POST,
            Action.IMPORT_RUN,
            Action.EVENT_VIEW,
            Action.INSTRUMENT_EDIT,
            Action.PRICE_EDIT,
            Action.RECONCILE,
            Action.STATEMENT_PREPARE,
            Action.STATEMENT_RELEASE,
            Action.ALERT_VIEW,
            Action.JOB_VIEW,
            Action.APPROVAL_DECIDE,
        }
    ),
    Role.COMPLIANCE: frozenset(
        {
            Action.STAFF_PAGES,
            Action.VIEW,
            Action.CLIENT_VIEW,
            Action.NOTE_WRITE,
            Action.STATEMENT_RELEASE,
            Action.EVENT_VIEW,
            Action.ALERT_VIEW,
            Action.ALERT_HANDLE,
            Action.ALERT_CLOSE,
            Action.AUDIT_VIEW,
            Action.APPROVAL_DECIDE,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            Action.STAFF_PAGES,
            Action.VIEW,
            Action.CLIENT_VIEW,
            Action.EVENT_VIEW,
            Action.ALERT_VIEW,
            Action.AUDIT_VIEW,
            Action.JOB_VIEW,
        }
    ),
    Role.ADVISOR: frozenset(
        {
            Action.STAFF_PAGES,
            Action.VIEW,
            Action.CLIENT_VIEW,
            Action.CLIENT_EDIT,
            Action.NOTE_WRITE,
            Action.PROFILE_EDIT,
            Action.STATEMENT_PREPARE,
            Action.ALERT_VIEW,
            Action.ALERT_HANDLE,
        }
    ),
    Role.CLIENT: frozenset({Action.PORTAL, Action.VIEW, Action.NOTICE_ACKNOWLEDGE}),
    Role.INTEGRATOR: frozenset(
        {
            Action.VIEW,
            Action.CLIENT_EDIT,
            Action.PORTFOLIO_EDIT,
            Action.MANDATE_EDIT,
            Action.TRANSACTION_POST,
            Action.INSTRUMENT_EDIT,
            Action.PRICE_EDIT,
            Action.STATEMENT_PREPARE,
            Action.ALERT_VIEW,
            Action.JOB_VIEW,
        }
    ),
    Role.SYSTEM: _ALL_BUT_PORTAL,
}


class Scope(models.TextChoices):
    """What an integrator's token may do."""

    READ = "read", _("Read everything of the firm")
    CLIENTS = "clients:write", _("Write clients, portfolios, accounts and mandates")
    TRANSACTIONS = "transactions:write", _("Post and reverse transactions")
    PRICES = "prices:write", _("Write instruments, prices and rates")
    REPORTS = "reports:write", _("Prepare statements")
