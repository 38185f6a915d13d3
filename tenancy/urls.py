"""Addresses of people, roles, grants, keys, jobs and the trail."""

from django.urls import path

from tenancy.views import exports, grants, jobs, people, settings, teams, tokens, trail
from tenancy.views.firms import firm_choose
from tenancy.views.invitations import invitation_accept

urlpatterns = [
    path("firms/", firm_choose, name="firm_choose"),
    path("invitations/<str:secret>/", invitation_accept, name="invitation_accept"),
    path("people/", people.person_list, name="person_list"),
    path("people/invite/", people.person_invite, name="person_invite"),
    path("people/<uuid:public_id>/", people.person_change, name="person_change"),
    path("people/<uuid:public_id>/leave/", people.person_deactivate, name="person_deactivate"),
    path("people/<uuid:public_id>/return/", people.person_reactivate, name="person_reactivate"),
    path("people/invitations/<uuid:public_id>/resend/", people.invitation_resend, name="invitation_resend"),
    path("people/invitations/<uuid:public_id>/revoke/", people.invitation_revoke, name="invitation_revoke"),
    path("teams/", teams.team_list, name="team_list"),
    path("teams/<uuid:public_id>/", teams.team_detail, name="team_detail"),
    path("teams/<uuid:public_id>/members/", teams.team_member_add, name="team_member_add"),
    path("teams/members/<uuid:public_id>/remove/", teams.team_member_remove, name="team_member_remove"),
    path("grants/", grants.grant_list, name="grant_list"),
    path("grants/remove/", grants.grant_remove, name="grant_remove"),
    path("tokens/", tokens.token_list, name="token_list"),
    path("tokens/<uuid:public_id>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("settings/", settings.firm_settings, name="firm_settings"),
    path("approvals/", settings.approval_list, name="approval_list"),
    path("approvals/<uuid:public_id>/decide/", settings.approval_decide, name="approval_decide"),
    path("approvals/<uuid:public_id>/withdraw/", settings.approval_withdraw, name="approval_withdraw"),
    path("jobs/", jobs.job_list, name="job_list"),
    path("jobs/<uuid:public_id>/retry/", jobs.job_retry, name="job_retry"),
    path("audit/", trail.audit_list, name="audit_list"),
    path("audit/export/", exports.audit_export, name="audit_export"),
]
