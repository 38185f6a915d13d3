"""The words for what the trail records: actions of changes and purposes of looks."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
    "portal_user.remove": _("Portal access removed"),
    "notice.acknowledge": _("Notice acknowledged"),
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
    "household.list": _("Seen in the list of households"),
    "household.file": _("Looked into the household"),
    "audit.list": _("Named in the audit trail"),
    "grant.list": _("Named in the list of access"),
}


def action_words(code: str) -> str:
    """What an action is called; the code itself for one without words."""
    return str(ACTIONS.get(code) or code)


def purpose_words(code: str) -> str:
    """What a purpose is called; an action's words, or the code itself, for one without words of its own."""
    return str(PURPOSES.get(code) or ACTIONS.get(code) or code)
