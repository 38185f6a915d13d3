"""A portfolio's bookings: the list, one of them in full, posting and taking back."""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portfolios.choices import TransactionType
from portfolios.forms import ReversalForm, TransactionFilterForm
from portfolios.models import Portfolio, Transaction
from portfolios.selectors.transactions import NEWEST_FIRST, cash_effect, transaction_list
from portfolios.services.transactions import transaction_reverse, transactions_post
from portfolios.transaction_forms import TransactionForm, TransactionTypeForm
from portfolios.views.frame import portfolio_frame, portfolio_shown
from tenancy.cursors import slice_links, slice_of
from tenancy.pages import PageRequest, attempt, page, shows
from tenancy.permissions import visible_or_404
from tenancy.roles import Action


@dataclass(frozen=True, slots=True)
class TransactionLine:
    """A booking and what it did to the cash account."""

    row: Transaction
    effect: Decimal | None
    reversed_by: UUID | None


@page(action=Action.CLIENT_VIEW, purpose="transactions")
@require_safe
def transaction_list_page(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """Bookings of a portfolio, newest first, narrowed by type, dates and instrument."""
    portfolio = portfolio_shown(request, public_id)
    form = TransactionFilterForm(request.GET)
    found = slice_of(
        transaction_list(portfolio=portfolio, wanted=form.wanted()),
        ordering=NEWEST_FIRST,
        mark=request.GET.get("mark", ""),
    )
    lines = [TransactionLine(row, cash_effect(row), vars(row)["reversed_by"]) for row in found.rows]
    query = {name: request.GET.get(name, "") for name in form.fields}
    context = {
        **portfolio_frame(request, portfolio, "transaction_list"),
        "form": form,
        "lines": lines,
        "is_filtered": any(query.values()),
        "may_post": request.actor.may(Action.TRANSACTION_POST),
        **slice_links(found, query=query),
    }
    part = "#rows" if request.htmx and request.htmx.target == "transactions" else ""
    return render(request, f"portfolios/transaction_list.html{part}", context)


@page(action=Action.CLIENT_VIEW, purpose="transactions")
@require_safe
def transaction_detail(request: PageRequest, public_id: UUID) -> HttpResponse:
    """Everything one booking says, in a drawer or on a page of its own."""
    row, portfolio = _shown(request, public_id)
    undone = Transaction.objects.filter(reverses=row).select_related("posted_by").first()
    context = {
        **portfolio_frame(request, portfolio, "transaction_list"),
        "row": row,
        "effect": cash_effect(row),
        "lots": row.lots.order_by("position"),
        "undone": undone,
        "may_reverse": request.actor.may(Action.TRANSACTION_POST) and undone is None and not row.reverses_id,
    }
    part = "#detail" if request.htmx else ""
    return render(request, f"portfolios/transaction_detail.html{part}", context)


def _shown(request: PageRequest, public_id: UUID) -> tuple[Transaction, Portfolio]:
    rows = Transaction.objects.select_related(
        "portfolio__client__household", "instrument", "related_instrument", "account", "cash_account",
        "counter_cash_account", "reverses", "import_batch__document", "posted_by",
    )  # fmt: skip
    row = visible_or_404(request.actor, rows, public_id)
    row.portfolio.tenant = request.actor.tenant
    shows(request, row.portfolio.client_id, obj=row)
    return row, row.portfolio


@page(action=Action.TRANSACTION_POST, purpose="transactions")
@require_http_methods(["GET", "POST"])
def transaction_post(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """Post one transaction by hand."""
    portfolio = portfolio_shown(request, public_id)
    kind = request.POST.get("type") or request.GET.get("type", "")
    kind = kind if kind in TransactionType.values else TransactionType.BUY.value
    form = TransactionForm(request.POST or None, portfolio=portfolio, kind=kind)
    if request.method == "POST" and form.is_valid():
        post = partial(transactions_post, actor=request.actor, portfolio=portfolio, drafts=[form.draft()])
        result = attempt(form, post)
        if result is not None:
            messages.success(request, _("The transaction is posted; the valuation follows."))
            return redirect(reverse("transaction_list", kwargs={"public_id": public_id}))
    context = {
        **portfolio_frame(request, portfolio, "transaction_list"),
        "form": form,
        "type_form": TransactionTypeForm(initial={"type": kind}),
        "kind": TransactionType(kind).label,
    }
    status = 422 if form.errors else 200
    return render(request, "portfolios/transaction_post.html", context, status=status)


@page(action=Action.TRANSACTION_POST, purpose="transactions")
@require_http_methods(["GET", "POST"])
def transaction_reverse_page(request: PageRequest, public_id: UUID) -> HttpResponseBase:
    """Take a transaction back, with a reason."""
    row, portfolio = _shown(request, public_id)
    form = ReversalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        undo = partial(transaction_reverse, actor=request.actor, transaction=row, **form.cleaned_data)
        if attempt(form, undo) is not None:
            messages.success(request, _("The transaction is reversed; both rows stay in the list."))
            return redirect(reverse("transaction_list", kwargs={"public_id": portfolio.public_id}))
    context = {**portfolio_frame(request, portfolio, "transaction_list"), "row": row, "form": form}
    status = 422 if form.errors else 200
    return render(request, "portfolios/transaction_reverse.html", context, status=status)
