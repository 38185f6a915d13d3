"""Search finds what the reader may see, and nothing else."""

from tenancy.permissions import Actor, grant
from tenancy.roles import Role
from tests.factories.book import make_client, make_instrument, make_portfolio
from workspace.selectors.search import search


def test_an_advisor_finds_granted_clients_and_every_instrument(actors: dict[Role, Actor]) -> None:
    operations, advisor = actors[Role.OPERATIONS], actors[Role.ADVISOR]
    mine = make_client("C-1", name="Keller", search="keller c-1")
    make_client("C-2", name="Kellermann", search="kellermann c-2")
    portfolio = make_portfolio(operations, mine)
    share = make_instrument(operations, "KELL")
    assert advisor.user is not None
    grant(advisor.user, mine)
    found = search(actor=advisor, text="kell")
    assert (found.clients, found.portfolios, found.instruments) == ([mine], [portfolio], [share])
    assert found.count == 3
    assert len(search(actor=operations, text="kell").clients) == 2


def test_one_letter_is_not_enough_but_one_chinese_character_is(actors: dict[Role, Actor]) -> None:
    make_client("C-1", name="张伟", search="张伟 zhang wei")
    assert search(actor=actors[Role.OPERATIONS], text="z").count == 0
    assert search(actor=actors[Role.OPERATIONS], text="张").count == 1
    assert search(actor=actors[Role.OPERATIONS], text="  ").count == 0


def test_an_administrator_finds_no_client_data(actors: dict[Role, Actor]) -> None:
    make_portfolio(actors[Role.OPERATIONS], make_client("C-1", name="Keller"))
    assert search(actor=actors[Role.ADMINISTRATOR], text="Keller").count == 0
