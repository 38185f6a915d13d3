"""Addresses of client files."""

from django.urls import path

from clients.views import clients, documents, exports, households, notes, portal_users, profiles

urlpatterns = [
    path("clients/", clients.client_list, name="client_list"),
    path("clients/export/", exports.client_export, name="client_export"),
    path("clients/new/", clients.client_create, name="client_create"),
    path("clients/<uuid:public_id>/change/", clients.client_update, name="client_update"),
    path("clients/<uuid:public_id>/activity/", clients.client_activity, name="client_activity"),
    path("clients/<uuid:public_id>/related/", clients.relationship_add, name="relationship_add"),
    path("relationships/<uuid:public_id>/remove/", clients.relationship_remove, name="relationship_remove"),
    path("clients/<uuid:public_id>/profile/", profiles.profile_list, name="profile_list"),
    path("clients/<uuid:public_id>/profile/new/", profiles.profile_record, name="profile_record"),
    path("clients/<uuid:public_id>/goals/new/", profiles.goal_create, name="goal_create"),
    path("goals/<uuid:public_id>/", profiles.goal_update, name="goal_update"),
    path("goals/<uuid:public_id>/remove/", profiles.goal_remove, name="goal_remove"),
    path("clients/<uuid:public_id>/documents/", documents.document_list, name="document_list"),
    path("clients/<uuid:public_id>/documents/new/", documents.document_attach, name="document_attach"),
    path("documents/<uuid:public_id>/", documents.document_download, name="document_download"),
    path("documents/<uuid:public_id>/share/", documents.document_share, name="document_share"),
    path("clients/<uuid:public_id>/notes/", notes.note_list, name="note_list"),
    path("clients/<uuid:public_id>/notes/new/", notes.note_write, name="note_write"),
    path("notes/<uuid:public_id>/done/", notes.note_finish, name="note_finish"),
    path("clients/<uuid:public_id>/portal/", portal_users.portal_user_list, name="portal_user_list"),
    path(
        "clients/<uuid:public_id>/portal/remove/",
        portal_users.portal_user_remove,
        name="portal_user_remove",
    ),
    path("households/", households.household_list, name="household_list"),
    path("households/new/", households.household_create, name="household_create"),
    path("households/<uuid:public_id>/", households.household_detail, name="household_detail"),
    path("households/<uuid:public_id>/change/", households.household_update, name="household_update"),
]
