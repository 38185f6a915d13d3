"""The words for what the trail records: actions of changes and purposes of looks."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenancy.roles import Role

ACTIONS: Final[dict[str, Promise]] = {
    "tenant.create": _("Firm founded"),
    "tenant.update": _("Firm settings changed"),
    "membership.create": _("Member added"),
    "membership.role": _("Role changed"),
    "membership.deactivate": _("Membership ended"),
    "membership.reactivate": _("Membership opened again"),
    "invitation.create": _("Invitation sent"),
    "invitation.resend": _("Invitation sent again"),
    "invitation.revoke": _("Invitation withdrawn"),
    "invitation.accept": _("Invitation accepted"),
    "team.create": _("Team founded"),
    "team.update": _("Team renamed"),
    "team.remove": _("Team dissolved"),
    "team.member_add": _("Member added to a team"),
    "team.member_remove": _("Member taken out of a team"),
    "grant.add": _("Access granted"),
    "grant.remove": _("Access withdrawn"),
    "token.create": _("API token issued"),
    "token.revoke": _("API token revoked"),
    "approval.submit": _("Change submitted to a second person"),
    "approval.approved": _("Change approved"),
    "approval.rejected": _("Change rejected"),
    "approval.withdrawn": _("Change withdrawn"),
    "job.retry": _("Job started again"),
    "sign_in": _("Sign-in"),
    "sign_out": _("Sign-out"),
    "second_factor": _("Second factor"),
    "second_factor.totp_activated": _("Authenticator app set up"),
    "second_factor.totp_deactivated": _("Authenticator app removed"),
    "second_factor.recovery_codes_generated": _("Recovery codes made"),
    "password.set": _("Password set"),
    "refused.not_found": _("Asked for something out of sight"),
    "refused.not_allowed": _("Asked for something the role does not allow"),
    "client.create": _("Client file opened"),
    "client.update": _("Client file changed"),
    "household.create": _("Household opened"),
    "household.update": _("Household changed"),
    "relationship.add": _("Relationship added"),
    "relationship.remove": _("Relationship removed"),
    "risk_profile.record": _("Risk profile recorded"),
    "goal.create": _("Goal written down"),
    "goal.update": _("Goal changed"),
    "goal.remove": _("Goal struck off"),
    "note.write": _("Note written"),
    "note.finish": _("Next step done"),
    "document.attach": _("Document added"),
    "document.share": _("Document shown to the client"),
    "document.unshare": _("Document taken out of the portal"),
    "portal_user.remove": _("Portal access removed"),
    "notice.acknowledge": _("Notice acknowledged"),
    "portfolio.create": _("Portfolio opened"),
    "portfolio.update": _("Portfolio changed"),
    "account.create": _("Account opened"),
    "mandate.create": _("Mandate recorded"),
    "instrument.create": _("Instrument recorded"),
    "price.record": _("Prices recorded"),
    "fx_rate.record": _("Exchange rates recorded"),
    "transaction.post": _("Transactions posted"),
    "transaction.reverse": _("Transaction reversed"),
    "valuation.run": _("Portfolios valued"),
    "import.upload": _("File uploaded"),
    "import.confirm": _("File confirmed"),
    "import.commit": _("File posted"),
    "import.discard": _("File put aside"),
    "reconciliation.perform": _("Custodian's list compared"),
    "reconciliation.resolved": _("Difference resolved"),
    "reconciliation.explained": _("Difference explained"),
    "rule_pack.record": _("Rule pack recorded"),
    "monitoring.run": _("Portfolios monitored"),
    "alert.acknowledged": _("Alert acknowledged"),
    "alert.assigned": _("Alert assigned"),
    "alert.closed": _("Alert closed"),
    "statement.prepare": _("Statement prepared"),
    "statement.render": _("Paper of a statement made"),
    "statement.release": _("Statement released"),
    "statement.withdraw": _("Statement withdrawn"),
}

PURPOSES: Final[dict[str, Promise]] = {
    "view": _("Looked at"),
    "job": _("Processed by a job"),
    "client.list": _("Seen in the list of clients"),
    "client.file": _("Looked into the file"),
    "client.profile": _("Looked at profile and goals"),
    "client.documents": _("Looked at the documents"),
    "client.notes": _("Read the notes"),
    "client.activity": _("Looked at the activity"),
    "client.portal_users": _("Looked at the portal users"),
    "client.update": _("Opened the file to change it"),
    "document.download": _("Downloaded a document"),
    "document.share": _("Showed a document to the client"),
    "household.list": _("Seen in the list of households"),
    "household.file": _("Looked into the household"),
    "audit.list": _("Named in the audit trail"),
    "grant.list": _("Named in the list of access"),
    "home": _("Overview of the day"),
    "overview": _("Looked at the portfolio"),
    "portfolios": _("Seen in the list of portfolios"),
    "holdings": _("Looked at the holdings"),
    "transactions": _("Looked at the transactions"),
    "performance": _("Looked at the performance"),
    "mandate": _("Looked at the mandate"),
    "instruments": _("Looked at instruments"),
    "imports": _("Worked on an import"),
    "reconciliation": _("Looked at differences with the custodian"),
    "alerts": _("Looked at alerts"),
    "search": _("Searched the book"),
    "export.clients": _("Exported the list of clients"),
    "export.holdings": _("Exported the holdings"),
    "export.transactions": _("Exported the transactions"),
    "export.alerts": _("Exported the alerts"),
    "export.statements": _("Exported the list of statements"),
    "export.audit": _("Exported the audit trail"),
    "statements": _("Seen in the list of statements"),
    "statement": _("Looked at a statement"),
    "statement PDF": _("Downloaded a statement"),
    "prepare a statement": _("Prepared a statement"),
    "release a statement": _("Released a statement"),
    "withdraw a statement": _("Withdrew a statement"),
    "portal.home": _("Opened the portal"),
    "portal.portfolio": _("Looked at a portfolio in the portal"),
    "portal.transactions": _("Looked at transactions in the portal"),
    "portal.statements": _("Looked at statements in the portal"),
    "portal.notices": _("Looked at notices in the portal"),
    "portal.notice": _("Read a notice in the portal"),
    "portal.profile": _("Looked at the profile in the portal"),
    "portal.access": _("Looked at who looked, in the portal"),
}

SURFACES: Final[dict[str, Promise]] = {
    "page": _("Page"),
    "api": _("Interface for programs"),
    "job": _("Job"),
    "command": _("Command"),
}


def action_words(code: str) -> str:
    """What an action is called; the code itself for one without words."""
    return str(ACTIONS.get(code) or code)


def purpose_words(code: str) -> str:
    """What a purpose is called; an action's words, or the code itself, for one without words of its own."""
    return str(PURPOSES.get(code) or ACTIONS.get(code) or code)


def surface_words(code: str) -> str:
    """What a door into Limpid is called; the code itself for one without words."""
    return str(SURFACES.get(code) or code)


def role_words(code: str) -> str:
    """The name of a role; the code itself for one that is no longer known."""
    return str(Role(code).label) if code in Role.values else code
