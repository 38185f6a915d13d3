"""Custody and cash accounts. A custody account settles to the cash account it names, else to the one of the currency."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portfolios.choices import AccountKind
from portfolios.ledger.money import CURRENCIES
from portfolios.locks import portfolio_lock
from portfolios.models import Account, Portfolio
from portfolios.services.validation import field_errors, refuse, unique_or_conflict
from tenancy.errors import FieldError
from tenancy.permissions import Actor, require
from tenancy.roles import Action
from tenancy.services.audit import audit_record

NUMBER_TAKEN = {
    "portfolios_account_number": gettext_lazy("The portfolio already has an account with this number."),
}


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """An account to be opened. A cash account has a currency, a custody account has none."""

    kind: str
    number: str
    currency: str = ""
    name: str = ""
    custodian: str = ""
    cash_account: Account | None = None


def accounts_of_a_new_portfolio(
    *, reference: str, currency: str, drafts: Sequence[AccountDraft]
) -> list[AccountDraft]:
    """The drafts, completed so that there is at least one custody account and one cash account in the currency."""
    complete = list(drafts)
    if not any(draft.kind == AccountKind.CUSTODY for draft in drafts):
        complete.append(AccountDraft(kind=AccountKind.CUSTODY, number=f"{reference}-S"))
    if not any(draft.kind == AccountKind.CASH and draft.currency == currency for draft in drafts):
        complete.append(
            AccountDraft(kind=AccountKind.CASH, number=f"{reference}-{currency}", currency=currency)
        )
    return complete


def draft_errors(draft: AccountDraft, portfolio: Portfolio, *, pointer: str = "") -> list[FieldError]:
    """What is wrong with an account to be opened in `portfolio`."""
    errors = field_errors(account_of(draft, portfolio), pointer=pointer)
    if draft.kind == AccountKind.CASH and draft.currency not in CURRENCIES:
        errors.append(
            FieldError(
                f"{pointer}/currency",
                "unknown_currency",
                _("A cash account needs a currency of ISO 4217; “%(currency)s” is none.")
                % {"currency": draft.currency},
            )
        )
    if draft.kind == AccountKind.CUSTODY and draft.currency:
        errors.append(
            FieldError(f"{pointer}/currency", "forbidden", _("A custody account has no currency of its own."))
        )
    settles_to = draft.cash_account
    if settles_to is not None and (
        draft.kind != AccountKind.CUSTODY
        or settles_to.portfolio_id != portfolio.pk
        or settles_to.kind != AccountKind.CASH
    ):
        errors.append(
            FieldError(
                f"{pointer}/cash_account",
                "wrong_account",
                _("Only a custody account settles to a cash account, and to one of its own portfolio."),
            )
        )
    return errors


def account_of(draft: AccountDraft, portfolio: Portfolio) -> Account:
    """The row that `draft` describes, not yet written."""
    return Account(
        portfolio=portfolio,
        kind=draft.kind,
        number=draft.number.strip(),
        currency=draft.currency,
        name=draft.name,
        custodian=draft.custodian,
        cash_account=draft.cash_account,
    )


def account_create(*, actor: Actor, portfolio: Portfolio, draft: AccountDraft) -> Account:
    """Open one more account in a portfolio.

    `RuleRefused` names the fields that are wrong; a number the portfolio already has is a `Conflict`.
    """
    require(actor, Action.PORTFOLIO_EDIT, portfolio)
    portfolio_lock(portfolio.pk)
    refuse(draft_errors(draft, portfolio))
    account = account_of(draft, portfolio)
    with unique_or_conflict(NUMBER_TAKEN):
        account.save()
    account.refresh_from_db(fields=["public_id", "created_at"])
    audit_record(
        actor=actor,
        action="account.create",
        obj=account,
        client_ids=[portfolio.client_id],
        after={"kind": account.kind, "number": account.number, "currency": account.currency},
    )
    return account
