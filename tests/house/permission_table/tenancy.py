"""Rows of tenancy, allauth's pages among them."""

from tenancy.roles import Action
from tests.house.permission_table.row import Door, Row

OWN_LOGIN = "changes nothing but how the person themselves signs in"
VISITOR = "for people who are not signed in yet"

SIGN_IN: tuple[Row, ...] = (
    Row("account_login", door=Door.PUBLIC, post=True, why=VISITOR),
    Row("account_logout", door=Door.PUBLIC, post=True, why=OWN_LOGIN),
    Row("account_inactive", door=Door.PUBLIC, why=VISITOR),
    Row("account_reauthenticate", door=Door.SIGNED_IN, post=True, why=OWN_LOGIN),
    Row("account_change_password", door=Door.SIGNED_IN, post=True, why=OWN_LOGIN),
    Row("account_reset_password", door=Door.PUBLIC, post=True, why=VISITOR),
    Row("account_reset_password_done", door=Door.PUBLIC, why=VISITOR),
    Row(
        "account_reset_password_from_key",
        door=Door.PUBLIC,
        targets={"uidb36": "text", "key": "text"},
        post=True,
        why="opened by the secret of a mail",
    ),
    Row("account_reset_password_from_key_done", door=Door.PUBLIC, why=VISITOR),
    Row("mfa_index", door=Door.SIGNED_IN, why=OWN_LOGIN),
    Row("mfa_authenticate", door=Door.PUBLIC, post=True, why="between password and second factor"),
    Row("mfa_reauthenticate", door=Door.SIGNED_IN, post=True, why=OWN_LOGIN),
    Row("mfa_activate_totp", door=Door.SIGNED_IN, post=True, why=OWN_LOGIN),
    Row("mfa_deactivate_totp", door=Door.SIGNED_IN, post=True, why=OWN_LOGIN),
    Row("mfa_view_recovery_codes", door=Door.SIGNED_IN, why=OWN_LOGIN),
    Row("mfa_generate_recovery_codes", door=Door.SIGNED_IN, post=True, why=OWN_LOGIN),
    Row("mfa_download_recovery_codes", door=Door.SIGNED_IN, why=OWN_LOGIN),
    Row("usersessions_list", door=Door.SIGNED_IN, post=True, why=OWN_LOGIN),
    Row(
        "invitation_accept",
        door=Door.PUBLIC,
        targets={"secret": "text"},
        post=True,
        why="opened by the secret of a mail",
    ),
    Row("firm_choose", door=Door.SIGNED_IN, post=True, why="shows only the firms of the login itself"),
)

API: tuple[Row, ...] = (
    Row("api:me", door=Door.API, action=Action.VIEW),
    Row("api:job_detail", door=Door.API, action=Action.JOB_VIEW, targets={"public_id": "tenancy.job"}),
)

PEOPLE = Action.PEOPLE_MANAGE
MEMBER = {"public_id": "tenancy.membership"}
INVITATION = {"public_id": "tenancy.invitation"}
TEAM = {"public_id": "tenancy.team"}
APPROVAL = {"public_id": "tenancy.approval"}

PAGES: tuple[Row, ...] = (
    Row("person_list", action=PEOPLE),
    Row("person_invite", action=PEOPLE, post=True),
    Row("person_change", action=PEOPLE, targets=MEMBER, post=True),
    Row("person_deactivate", action=PEOPLE, targets=MEMBER, get=False, post=True),
    Row("person_reactivate", action=PEOPLE, targets=MEMBER, get=False, post=True),
    Row("invitation_resend", action=PEOPLE, targets=INVITATION, get=False, post=True),
    Row("invitation_revoke", action=PEOPLE, targets=INVITATION, get=False, post=True),
    Row("team_list", action=PEOPLE, post=True),
    Row("team_detail", action=PEOPLE, targets=TEAM, post=True),
    Row("team_member_add", action=PEOPLE, targets=TEAM, get=False, post=True),
    Row(
        "team_member_remove",
        action=PEOPLE,
        targets={"public_id": "tenancy.teammember"},
        get=False,
        post=True,
    ),
    Row("grant_list", action=Action.GRANT_EDIT, post=True),
    Row("grant_remove", action=Action.GRANT_EDIT, get=False, post=True),
    Row("token_list", action=PEOPLE, post=True),
    Row("token_revoke", action=PEOPLE, targets={"public_id": "tenancy.apitoken"}, get=False, post=True),
    Row("firm_settings", action=Action.FIRM_EDIT, post=True),
    Row("approval_list", action=Action.APPROVAL_DECIDE),
    Row("approval_decide", action=Action.APPROVAL_DECIDE, targets=APPROVAL, get=False, post=True),
    Row("approval_withdraw", action=Action.APPROVAL_DECIDE, targets=APPROVAL, get=False, post=True),
    Row("job_list", action=Action.JOB_VIEW),
    Row("job_retry", action=Action.JOB_RETRY, targets={"public_id": "tenancy.job"}, get=False, post=True),
    Row("audit_export", action=Action.AUDIT_VIEW),
    Row("audit_list", action=Action.AUDIT_VIEW),
)

ROWS: tuple[Row, ...] = (*API, *SIGN_IN, *PAGES)
