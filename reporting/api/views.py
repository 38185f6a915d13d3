"""Statements: list, prepare, read the paper."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import FileResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from portfolios.models import Portfolio
from reporting.api.serializers import PreparedRead, StatementRead, StatementWrite
from reporting.models import StatementKind, StatementVersion, VersionState
from reporting.services.statements import RENDER, statement_prepare
from tenancy.api.query import Readers, day_of, one_of, query_of
from tenancy.api.schema import PAGING, operation, paged
from tenancy.api.views import LimpidView
from tenancy.errors import Conflict, FieldError, Malformed
from tenancy.models import Job
from tenancy.permissions import visible, visible_or_404
from tenancy.roles import Action, Scope
from tenancy.services.documents import document_open

PURPOSE = "statements"


def versions() -> QuerySet[StatementVersion]:
    """Versions with all that their answer names; their data stays in the table."""
    return StatementVersion.objects.select_related("statement__portfolio", "document").defer("data")


class StatementListView(LimpidView):
    """`/statements/`"""

    purpose = PURPOSE

    @operation(
        "statement_list",
        "List statements",
        answer=paged(StatementRead),
        query=(
            OpenApiParameter("portfolio", OpenApiTypes.UUID),
            OpenApiParameter("state", OpenApiTypes.STR, enum=VersionState.values),
            OpenApiParameter("kind", OpenApiTypes.STR, enum=StatementKind.values),
            OpenApiParameter("to", OpenApiTypes.DATE, description="The last day of the period."),
            *PAGING,
        ),
    )
    def get(self, request: Request) -> Response:
        """Every version in sight, in the order in which they were prepared."""
        readers: Readers = {
            "portfolio": UUID,
            "state": one_of(VersionState.values),
            "kind": one_of(StatementKind.values),
            "to": day_of,
        }
        columns = {
            "portfolio": "statement__portfolio__public_id",
            "state": "state",
            "kind": "statement__kind",
            "to": "statement__period_to",
        }
        query = query_of(request.query_params, readers)
        rows = visible(self.actor, versions())
        rows = rows.filter(**{columns[name]: value for name, value in query.items()})
        return self.page(rows, self._serialize)

    def _serialize(self, found: list[StatementVersion]) -> Any:
        self.shows(*(each.statement.portfolio.client_id for each in found))
        return StatementRead(found, many=True).data


class StatementPrepareView(LimpidView):
    """`POST /portfolios/{id}/statements/`"""

    action = Action.STATEMENT_PREPARE
    write_action = Action.STATEMENT_PREPARE
    write_scope = Scope.REPORTS
    purpose = PURPOSE

    @operation(
        "statement_prepare",
        "Prepare a statement",
        body=StatementWrite,
        answer=PreparedRead,
        status=201,
        also={200: PreparedRead},
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        """Freeze the figures of the period as the next version and make its PDF; 200 when nothing has changed since the last."""
        portfolio = visible_or_404(self.actor, Portfolio.objects.select_related("client"), public_id)
        self.shows(portfolio.client_id)
        given = self.body(StatementWrite)
        if given["from"] >= given["to"]:
            sentence = _("The period ends before it begins.")
            raise Malformed(sentence, errors=[FieldError("/from", "invalid", sentence)])
        latest = StatementVersion.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        prepared = statement_prepare(
            actor=self.actor,
            portfolio=portfolio,
            kind=StatementKind(given["kind"]),
            period_from=given["from"],
            period_to=given["to"],
            change_note=given["change_note"],
        )
        version = versions().get(pk=prepared.pk)
        job = (
            Job.objects.filter(key=f"{RENDER}:{version.public_id}")
            .values_list("public_id", flat=True)
            .first()
        )
        body = {**StatementRead(version).data, "job": None if job is None else str(job)}
        return Response(body, status=201 if prepared.pk > latest else 200)


class StatementPdfView(LimpidView):
    """`/statements/{id}/pdf/`"""

    purpose = PURPOSE

    @operation(
        "statement_pdf", "Read a statement's paper", answer={(200, "application/pdf"): OpenApiTypes.BINARY}
    )
    def get(self, request: Request, public_id: UUID) -> Any:
        """The stored PDF of one version, byte for byte; a conflict while it is still being made."""
        query_of(request.query_params, {})
        version = visible_or_404(self.actor, versions(), public_id)
        if version.document is None:
            raise Conflict(_("The PDF of this statement is still being made."))
        self.shows(version.statement.portfolio.client_id)
        answer = FileResponse(document_open(document=version.document), content_type="application/pdf")
        answer["Cache-Control"] = "no-store"
        answer["ETag"] = f'"{version.document.sha256}"'
        return answer
