"""Firms, people, teams, audit, approvals, documents, jobs, and the base of every tenant-owned model."""

from tenancy.models.access import AnyTeamGrant, TeamGrant, UserGrant
from tenancy.models.approval import Approval, ApprovalState
from tenancy.models.audit import AccessEvent, AuditEntry
from tenancy.models.base import TenantForeignKey, TenantOwned, TenantRow
from tenancy.models.document import Document
from tenancy.models.idempotency import IdempotencyKey
from tenancy.models.job import Job, JobState, Queue
from tenancy.models.tenant import FlowTiming, Tenant
from tenancy.models.user import ApiToken, Invitation, Membership, Team, TeamMember, User

__all__ = [
    "AccessEvent",
    "AnyTeamGrant",
    "ApiToken",
    "Approval",
    "ApprovalState",
    "AuditEntry",
    "Document",
    "FlowTiming",
    "IdempotencyKey",
    "Invitation",
    "Job",
    "JobState",
    "Membership",
    "Queue",
    "Team",
    "TeamGrant",
    "TeamMember",
    "Tenant",
    "TenantForeignKey",
    "TenantOwned",
    "TenantRow",
    "User",
    "UserGrant",
]
