"""The caller and the firm's jobs."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from tenancy.api.query import query_of
from tenancy.api.schema import operation
from tenancy.api.serializers import JobRead, MeRead
from tenancy.api.views import LimpidView
from tenancy.clock import business_date
from tenancy.models import Job
from tenancy.permissions import visible_or_404
from tenancy.roles import Action


class MeView(LimpidView):
    """`/me/`"""

    @operation("me", "Who calls, for which firm, and what the token may do", answer=MeRead)
    def get(self, request: Request) -> Response:
        """The role, the firm and the scopes of the token."""
        query_of(request.query_params, {})
        tenant = self.actor.tenant
        firm = {
            "id": tenant.public_id,
            "code": tenant.code,
            "name": tenant.legal_name,
            "base_currency": tenant.base_currency,
            "time_zone": tenant.zone,
            "business_date": business_date(tenant),
            "flow_timing": tenant.flow_timing,
        }
        return Response(
            MeRead({"role": self.actor.role, "firm": firm, "scopes": sorted(self.actor.scopes)}).data
        )


class JobDetailView(LimpidView):
    """`/jobs/{id}/`"""

    action = Action.JOB_VIEW

    @operation("job_read", "Read how far a job has come", answer=JobRead)
    def get(self, request: Request, public_id: UUID) -> Response:
        """One job of the firm."""
        return Response(JobRead(visible_or_404(self.actor, Job, public_id)).data)
