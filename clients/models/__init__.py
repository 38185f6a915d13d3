"""Clients, households, profiles, notes, notifications and the grants on them."""

from clients.models.client import (
    Classification,
    Client,
    ClientKind,
    Household,
    Language,
    Relationship,
    RelationshipKind,
)
from clients.models.grants import ClientTeamGrant, ClientUserGrant
from clients.models.notification import Delivery, DeliveryState, Notification, NotificationKind
from clients.models.profile import (
    ClientDocument,
    ContactChannel,
    ContactNote,
    DocumentKind,
    Goal,
    RiskProfile,
)

__all__ = [
    "Classification",
    "Client",
    "ClientDocument",
    "ClientKind",
    "ClientTeamGrant",
    "ClientUserGrant",
    "ContactChannel",
    "ContactNote",
    "Delivery",
    "DeliveryState",
    "DocumentKind",
    "Goal",
    "Household",
    "Language",
    "Notification",
    "NotificationKind",
    "Relationship",
    "RelationshipKind",
    "RiskProfile",
]
