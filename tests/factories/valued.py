"""Portfolios with prices, bookings and stored valuations, for tests of what people see."""

from datetime import date, timedelta
from decimal import Decimal

from clients.models import Client
from portfolios.models import Instrument, Portfolio
from portfolios.services.prices import PriceDraft, prices_record
from portfolios.services.transactions import transactions_post
from portfolios.services.valuations import valuations_run
from tenancy.permissions import Actor
from tests.factories.book import deposit, make_client, make_instrument, make_portfolio, trade

OPENED = date(2020, 12, 30)
BOUGHT = date(2020, 12, 31)
TODAY = date(2021, 2, 26)


def make_share(actor: Actor, symbol: str = "ACME") -> Instrument:
    """A share at 100 until January and at 110 from the first of February on."""
    share = make_instrument(actor, symbol)
    days = [OPENED + timedelta(days=step) for step in range((TODAY - OPENED).days + 1)]
    rows = [
        PriceDraft(share, on, Decimal(100 if on < date(2021, 2, 1) else 110), source="Exchange")
        for on in days
    ]
    prices_record(actor=actor, rows=rows)
    return share


def make_valued(
    actor: Actor, share: Instrument, *, reference: str = "P-1", client: Client | None = None
) -> Portfolio:
    """10,000 paid in, half of it in the share since the last day of 2020, valued up to `TODAY`."""
    owner = client or make_client(f"C-{reference}")
    portfolio = make_portfolio(actor, owner, reference, opened_on=OPENED)
    drafts = [deposit("10000", OPENED), trade("buy", share, "50", "100", BOUGHT)]
    transactions_post(actor=actor, portfolio=portfolio, drafts=drafts)
    valuations_run(actor=actor, portfolio_ids=[portfolio.pk], until=TODAY)
    portfolio.refresh_from_db()
    portfolio.tenant = actor.tenant
    return portfolio
