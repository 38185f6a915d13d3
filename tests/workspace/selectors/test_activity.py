"""What happened lately around a portfolio."""

from clients.models import ContactNote
from tenancy.permissions import Actor
from tenancy.roles import Role
from tests.factories.valued import BOUGHT, OPENED, TODAY, make_share, make_valued
from workspace.selectors.activity import activity_of


def test_bookings_and_contacts_stand_in_one_line_of_time(actors: dict[Role, Actor]) -> None:
    portfolio = make_valued(actors[Role.OPERATIONS], make_share(actors[Role.OPERATIONS]))
    author = actors[Role.ADVISOR].user
    assert author is not None
    ContactNote.objects.create(
        client=portfolio.client, on=TODAY, channel="call", summary="Talked", author=author
    )
    found = activity_of(portfolio=portfolio, until=TODAY)
    assert [(each.title, each.on) for each in found] == [
        ("Call", TODAY),
        ("Buy", BOUGHT),
        ("Deposit", OPENED),
    ]
    assert [each.title for each in activity_of(portfolio=portfolio, until=OPENED)] == ["Deposit"]
    assert len(activity_of(portfolio=portfolio, until=TODAY, limit=1)) == 1
