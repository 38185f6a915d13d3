"""Files that come in: upload, what was read, what is wrong with it, and the confirmation that posts it."""

from functools import partial
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolios.forms import ImportForm
from portfolios.import_words import column_title, header_words, headings, row_words, written_facts
from portfolios.importing.kinds import KINDS, template_csv
from portfolios.models import BreakState, ImportBatch, ImportState, Portfolio, Reconciliation, Transaction
from portfolios.selectors.imports import ImportPreview, import_list, import_preview
from portfolios.services.imports import import_confirm, import_discard, import_stage, progress_of
from portfolios.tasks import commit_enqueue, parse_enqueue
from tenancy.cursors import slice_links, slice_of
from tenancy.errors import Conflict, NotFound
from tenancy.models import Job, JobState
from tenancy.pages import PageRequest, attempt, page, shows
from tenancy.permissions import visible_or_404
from tenancy.roles import Action

LARGEST_UPLOAD: Final = 64 * 1024 * 1024
WORKING: Final = (ImportState.UPLOADED, ImportState.COMMITTING)
CHIPS: Final = {
    ImportState.UPLOADED: "info",
    ImportState.PARSED: "warn",
    ImportState.REFUSED: "danger",
    ImportState.COMMITTING: "info",
    ImportState.COMMITTED: "ok",
    ImportState.DISCARDED: "",
}


@page(action=Action.IMPORT_RUN, purpose="imports")
@require_safe
def import_list_page(request: PageRequest) -> HttpResponseBase:
    """All files, latest first."""
    found = slice_of(import_list(request.actor), ordering=("-id",), mark=request.GET.get("mark", ""))
    context = {
        "heading": _("Imports"),
        "rows": [(each, CHIPS[ImportState(each.state)]) for each in found.rows],
        **slice_links(found, query={}),
    }
    return render(request, "portfolios/import_list.html", context)


@page(action=Action.IMPORT_RUN, purpose="imports")
@require_http_methods(["GET", "POST"])
def import_upload(request: PageRequest) -> HttpResponseBase:
    """Take a file; the same bytes a second time are refused with a link to the first."""
    form = ImportForm(
        request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind", "")}
    )
    first = ""
    if request.method == "POST" and form.is_valid():
        batch, first = _staged(request, form)
        if batch is not None:
            parse_enqueue(batch)
            return redirect(reverse("import_detail", kwargs={"public_id": batch.public_id}))
    context = {
        "heading": _("Import a file"),
        "breadcrumbs": [{"label": _("Imports"), "url": reverse("import_list")}],
        "form": form,
        "first_url": reverse("import_detail", kwargs={"public_id": first}) if first else "",
        "kinds": [_documentation(code) for code in KINDS],
    }
    return render(request, "portfolios/import_upload.html", context, status=422 if form.errors else 200)


def _staged(request: PageRequest, form: ImportForm) -> tuple[ImportBatch | None, str]:
    """The staged file, or None with the public id of the import that brought the same bytes first ("" for other errors)."""
    found = form.cleaned_data
    upload = found["file"]
    if upload.size > LARGEST_UPLOAD:
        form.add_error(
            "file", _("The file is larger than 64 MB; split it, or use the interface for programs.")
        )
        return None, ""
    stage = partial(
        import_stage,
        actor=request.actor,
        kind=found["kind"],
        name=upload.name,
        content=upload.read(),
        as_of=found["as_of"],
        declared=form.declared(),
    )
    known: list[str] = []

    def work() -> ImportBatch:
        try:
            return stage()
        except Conflict as error:
            known.append(str(error.extra.get("first", "")))
            raise

    return attempt(form, work), next(iter(known), "")


def _documentation(code: str) -> dict[str, Any]:
    """A kind of file in words: what it is for, and every column."""
    kind = KINDS[code]
    return {
        "code": code,
        "title": _(kind.title),
        "description": _(kind.description),
        "columns": [
            {
                "name": column.name,
                "title": column_title(column),
                "required": column.required or column.name in kind.one_of,
                "description": _(column.description),
                "choices": ", ".join(column.parser.choices),
            }
            for column in kind.columns
        ],
    }


@page(action=Action.IMPORT_RUN, purpose="imports")
@require_safe
def import_template(request: PageRequest) -> HttpResponse:
    """The file to start from (`?kind=`), in the language of the page."""
    kind = request.GET.get("kind", "transactions")
    if kind not in KINDS:
        raise NotFound
    content = template_csv(KINDS[kind], language=get_language() or "en")
    headers = {"Content-Disposition": f'attachment; filename="limpid-{kind}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@page(action=Action.IMPORT_RUN, purpose="imports")
@require_safe
def import_detail(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """One file: progress, preview, errors, and what it brought."""
    batch = visible_or_404(
        request.actor, ImportBatch.objects.select_related("document", "uploaded_by"), public_id
    )
    context = {**_progress(batch), **_result(request, batch), "heading": batch.document.name}
    if batch.state not in WORKING:
        preview = import_preview(batch=batch)
        context |= {"preview": preview, **_understood(preview)}
        _shows_named(request, preview)
    context["breadcrumbs"] = [{"label": _("Imports"), "url": reverse("import_list")}]
    context["steps"] = _steps(batch)
    return render(request, "portfolios/import_detail.html", context)


def _understood(preview: ImportPreview) -> dict[str, Any]:
    """The preview in words: how the file is written, what its header means, and the first lines."""
    kind = KINDS[preview.batch.kind]
    written = preview.written
    return {
        "written": written_facts(written) if written else [],
        "header": header_words(written.header, kind) if written else [],
        "headings": headings(preview.columns, kind),
        "lines": [(row.line, row_words(row)) for row in preview.rows],
    }


def _shows_named(request: PageRequest, preview: ImportPreview) -> None:
    """The rows of the preview name portfolios: their clients were shown."""
    if "portfolio" not in preview.columns:
        return
    place = preview.columns.index("portfolio")
    references = {row.values[place] for row in preview.rows}
    named = Portfolio.objects.filter(reference__in=references).values_list("client_id", flat=True)
    shows(request, *named)


@page(action=Action.IMPORT_RUN, purpose="imports")
@require_safe
def import_progress(request: PageRequest, public_id: UUID) -> HttpResponse:
    """The bar while a worker reads or posts; when it is done, the page is asked to load again."""
    batch = visible_or_404(request.actor, ImportBatch, public_id)
    context = _progress(batch)
    response = render(request, "portfolios/import_detail.html#progress", context)
    if not context["is_working"]:
        response["HX-Refresh"] = "true"
    return response


@page(action=Action.IMPORT_RUN, purpose="imports")
@require_POST
def import_confirm_page(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """Post the file: all rows or none."""
    batch = import_confirm(actor=request.actor, batch=visible_or_404(request.actor, ImportBatch, public_id))
    commit_enqueue(batch, actor=request.actor)
    return redirect(reverse("import_detail", kwargs={"public_id": public_id}))


@page(action=Action.IMPORT_RUN, purpose="imports")
@require_POST
def import_discard_page(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """Put the file aside; nothing of it reaches the book."""
    import_discard(actor=request.actor, batch=visible_or_404(request.actor, ImportBatch, public_id))
    messages.success(request, _("The file was put aside; nothing of it was posted."))
    return redirect(reverse("import_list"))


def _progress(batch: ImportBatch) -> dict[str, Any]:
    """What the bar shows: how far a worker is, or that its job failed."""
    is_working = batch.state in WORKING
    job = (
        Job.objects.filter(key__endswith=str(batch.public_id)).order_by("-pk").first() if is_working else None
    )
    failed = job is not None and job.state == JobState.FAILED
    how_far = progress_of(batch)
    return {
        "batch": batch,
        "chip": CHIPS[ImportState(batch.state)],
        "is_working": is_working and not failed,
        "has_failed": failed,
        "done": how_far.done,
        "total": how_far.total,
        "is_posting": batch.state == ImportState.COMMITTING,
    }


def _result(request: PageRequest, batch: ImportBatch) -> dict[str, Any]:
    """What a posted file brought: bookings by portfolio, or the comparison with the custodian."""
    if batch.state != ImportState.COMMITTED:
        return {"may_confirm": batch.state == ImportState.PARSED, "may_discard": batch.state not in WORKING
                and batch.state != ImportState.DISCARDED}  # fmt: skip
    touched = Portfolio.objects.filter(
        pk__in=Transaction.objects.filter(import_batch=batch).values("portfolio_id")
    ).select_related("client")
    portfolios = list(touched.order_by("reference")[:100])
    compared = Reconciliation.objects.filter(batch=batch).first()
    breaks = []
    if compared is not None:
        rows = compared.breaks.select_related("portfolio__client", "account", "instrument")
        breaks = list(rows.order_by("pk")[:200])
    shows(request, *(each.client_id for each in portfolios), *(each.portfolio.client_id for each in breaks))
    return {
        "portfolios": portfolios,
        "compared": compared,
        "breaks": breaks,
        "open_breaks": sum(each.state == BreakState.OPEN for each in breaks),
    }


def _steps(batch: ImportBatch) -> list[dict[str, Any]]:
    """Upload, check, post: how far the file has come."""
    reached = {
        ImportState.UPLOADED: 1,
        ImportState.REFUSED: 1,
        ImportState.PARSED: 2,
        ImportState.DISCARDED: 1,
        ImportState.COMMITTING: 2,
        ImportState.COMMITTED: 3,
    }[ImportState(batch.state)]
    words = (_("Uploaded"), _("Checked"), _("Posted"))
    return [
        {"label": word, "state": "done" if place < reached else "current" if place == reached else ""}
        for place, word in enumerate(words)
    ]
