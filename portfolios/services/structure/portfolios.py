"""Opening a portfolio with its first accounts, and changing what may be changed of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Client
from portfolios.choices import AccountKind, CostMethod, LotPool
from portfolios.ledger.money import CURRENCIES
from portfolios.locks import portfolio_lock
from portfolios.models import Account, Portfolio, Transaction
from portfolios.services.structure.accounts import (
    AccountDraft,
    account_of,
    accounts_of_a_new_portfolio,
    draft_errors,
)
from portfolios.services.validation import field_errors, refuse, unique_or_conflict
from tenancy.errors import FieldError
from tenancy.permissions import Actor, require, require_still_visible
from tenancy.roles import Action
from tenancy.services.audit import audit_record

REFERENCE_TAKEN = {
    "portfolios_portfolio_reference": gettext_lazy("Another portfolio of the firm has this reference."),
    "portfolios_account_number": gettext_lazy("Two of the accounts have the same number."),
}


@dataclass(frozen=True, slots=True)
class PortfolioChanges:
    """What may be changed of a portfolio; None leaves it as it is. Its currency, client and reference never change.

    How lots are chosen and pooled changes only while nothing has been booked: later it would rewrite gains already
    reported.
    """

    name: str | None = None
    flow_timing: str | None = None
    cost_method: str | None = None
    lot_pool: str | None = None
    closed_on: date | None = None

    def stated(self) -> dict[str, Any]:
        """The fields to be changed and their new values."""
        named = {
            "name": self.name,
            "flow_timing": self.flow_timing,
            "cost_method": self.cost_method,
            "lot_pool": self.lot_pool,
            "closed_on": self.closed_on,
        }
        return {name: value for name, value in named.items() if value is not None}


def portfolio_create(
    *,
    actor: Actor,
    client: Client,
    reference: str,
    name: str,
    currency: str,
    opened_on: date,
    cost_method: str = CostMethod.FIFO,
    lot_pool: str = LotPool.PORTFOLIO,
    flow_timing: str = "",
    accounts: Sequence[AccountDraft] = (),
) -> Portfolio:
    """Open a portfolio for a client. It starts with a custody account and a cash account in its currency.

    `accounts` adds to or replaces these two. A custody account that names no cash account settles to the first one in the
    currency of the booking. A reference the firm already has is a `Conflict`.
    """
    require(actor, Action.PORTFOLIO_EDIT, client)
    portfolio = Portfolio(
        client=client,
        reference=reference.strip(),
        name=name.strip(),
        currency=currency,
        opened_on=opened_on,
        cost_method=cost_method,
        lot_pool=lot_pool,
        flow_timing=flow_timing,
    )
    drafts = accounts_of_a_new_portfolio(reference=portfolio.reference, currency=currency, drafts=accounts)
    refuse(_errors(portfolio, drafts))
    with unique_or_conflict(REFERENCE_TAKEN):
        portfolio.save()
        opened = [account_of(draft, portfolio) for draft in drafts]
        _save_accounts(opened, currency)
    portfolio.refresh_from_db()
    require_still_visible(actor, portfolio)
    audit_record(
        actor=actor,
        action="portfolio.create",
        obj=portfolio,
        client_ids=[client.pk],
        after={
            "reference": portfolio.reference,
            "currency": currency,
            "opened_on": opened_on.isoformat(),
            "accounts": [account.number for account in opened],
        },
    )
    return portfolio


def _errors(portfolio: Portfolio, drafts: Sequence[AccountDraft]) -> list[FieldError]:
    errors = field_errors(portfolio)
    if portfolio.currency not in CURRENCIES:
        sentence = _("“%(currency)s” is not a currency of ISO 4217.") % {"currency": portfolio.currency}
        errors.append(FieldError("/currency", "unknown_currency", sentence))
    for index, draft in enumerate(drafts):
        errors += draft_errors(draft, portfolio, pointer=f"/accounts/{index}")
    return errors


def _save_accounts(accounts: Sequence[Account], currency: str) -> None:
    """Cash accounts first: custody accounts settle to the one in the portfolio's currency unless they name another."""
    cash = [account for account in accounts if account.kind == AccountKind.CASH]
    for account in cash:
        account.save()
    main = next(account for account in cash if account.currency == currency)
    for account in accounts:
        if account.kind == AccountKind.CUSTODY:
            account.cash_account = account.cash_account or main
            account.save()


def portfolio_update(*, actor: Actor, portfolio: Portfolio, changes: PortfolioChanges) -> Portfolio:
    """Change a portfolio; returns it as stored. Nothing stated changes nothing and leaves no trace."""
    require(actor, Action.PORTFOLIO_EDIT, portfolio)
    locked = portfolio_lock(portfolio.pk)
    before = {name: getattr(locked, name) for name in changes.stated()}
    after = {name: value for name, value in changes.stated().items() if before[name] != value}
    if not after:
        return locked
    for name, value in after.items():
        setattr(locked, name, value)
    refuse(field_errors(locked) + _change_errors(locked, after))
    locked.save()
    audit_record(
        actor=actor,
        action="portfolio.update",
        obj=locked,
        client_ids=[locked.client_id],
        before={name: _plain(before[name]) for name in after},
        after={name: _plain(value) for name, value in after.items()},
    )
    return locked


def _change_errors(portfolio: Portfolio, after: dict[str, Any]) -> list[FieldError]:
    errors = []
    if portfolio.closed_on is not None and portfolio.closed_on < portfolio.opened_on:
        sentence = _("A portfolio cannot be closed before it was opened.")
        errors.append(FieldError("/closed_on", "before_opening", sentence))
    lots = [name for name in ("cost_method", "lot_pool") if name in after]
    if lots and Transaction.objects.filter(portfolio=portfolio).exists():
        sentence = _("How lots are kept cannot change once something has been booked.")
        errors += [FieldError(f"/{name}", "already_booked", sentence) for name in lots]
    return errors


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
