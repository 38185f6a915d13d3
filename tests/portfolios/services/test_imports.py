"""Files: nothing is posted unless every line is sound, everything is posted once, and every error has its line."""

import random
import time
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from clients.models import Client
from portfolios.import_messages import SENTENCES, sentence
from portfolios.importing.formats import Declared
from portfolios.importing.messages import MESSAGES
from portfolios.models import (
    CashBalance,
    FxRate,
    Holding,
    ImportBatch,
    ImportChunk,
    ImportRowError,
    ImportState,
    Instrument,
    Portfolio,
    Price,
    TaxLot,
    Transaction,
)
from portfolios.selectors.imports import import_errors, import_preview
from portfolios.services.holdings import holdings_rebuild
from portfolios.services.imports import (
    committing,
    import_commit,
    import_confirm,
    import_discard,
    import_now,
    import_parse,
    import_stage,
    preparing,
    progress_of,
)
from portfolios.services.imports.plans import STORED_ERRORS, LineProblem, Problems
from portfolios.tasks import commit_enqueue, parse_enqueue
from tenancy.clock import business_date
from tenancy.errors import Conflict, Malformed, NotAllowed
from tenancy.models import AuditEntry, Job
from tenancy.permissions import Actor
from tenancy.roles import Role
from tenancy.services.jobs import job_run
from tests.factories.book import make_instrument, make_portfolio

D = Decimal
HEADER = "portfolio,external_id,type,trade_date,symbol,quantity,price,currency,amount\n"


def transactions(*lines: str) -> bytes:
    return (HEADER + "\n".join(lines) + "\n").encode()


def found(batch: ImportBatch) -> list[tuple[int, str, str]]:
    return list(ImportRowError.objects.filter(batch=batch).values_list("line", "field", "code"))


def run(actor: Actor, content: bytes, kind: str = "transactions", **options: object) -> ImportBatch:
    return import_now(actor=actor, kind=kind, name="file.csv", content=content, **options)  # type: ignore[arg-type]


def test_a_sound_file_is_posted_and_says_so(
    operations: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    content = transactions(
        "P-1,X1,deposit,2022-03-01,,,,EUR,1000.00", "P-1,X2,buy,2022-03-02,ACME,10,50.00,EUR,500.00"
    )
    batch = run(operations, content)
    assert (batch.state, batch.row_count, batch.error_count) == (ImportState.COMMITTED, 2, 0)
    assert (batch.posted_count, batch.duplicate_count) == (2, 0)
    assert Holding.objects.get().quantity == 10
    assert CashBalance.objects.get().balance == 500
    assert {row.import_batch for row in Transaction.objects.all()} == {batch}
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"import.upload", "import.confirm", "import.commit", "transaction.post"} <= actions
    assert progress_of(batch).fraction == 1.0


def test_every_error_is_named_and_nothing_is_posted(
    operations: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    content = transactions(
        "P-1,X1,deposit,2022-03-01,,,,EUR,1000.00",
        "P-9,X2,deposit,2022-03-01,,,,EUR,1000.00",
        "P-1,X3,buy,2022-03-02,NOPE,10,50.00,EUR,500.00",
        "P-1,X4,buy,2022-03-02,ACME,10,50.00,EUR,499.00",
        "P-1,X5,buy,2022-02-30,ACME,ten,50.00,EUR,499.00",
        "P-1,X6,deposit,2022-03-01,,,,USD,5.00",
        "P-1,X7,spin_off,2022-03-01,ACME,,,EUR,",
    )
    batch = run(operations, content)
    assert batch.state == ImportState.REFUSED
    assert found(batch) == [
        (3, "portfolio", "portfolio_unknown"),
        (4, "isin", "instrument_unknown"),
        (5, "amount", "amount_mismatch"),
        (6, "trade_date", "date_impossible"),
        (6, "quantity", "number_unreadable"),
        (7, "cash_account", "no_cash_account"),
        (8, "related_isin", "value_missing_for_type"),
    ]
    assert batch.row_count == 7
    sentences = {error.line: error.sentence for error in import_errors(batch=batch)}
    assert "500.00" in sentences[5]
    assert "P-9" in sentences[3]
    assert not Transaction.objects.exists()


def test_the_same_bytes_come_in_once(operations: Actor, portfolio: Portfolio) -> None:
    content = transactions("P-1,X1,deposit,2022-03-01,,,,EUR,1000.00")
    first = run(operations, content)
    with pytest.raises(Conflict) as refused:
        import_stage(actor=operations, kind="transactions", name="again.csv", content=content)
    assert "file.csv" in refused.value.detail
    assert refused.value.extra["first"] == str(first.public_id)


def test_refused_or_discarded_bytes_may_come_again(operations: Actor, portfolio: Portfolio) -> None:
    bad = transactions("P-8,X1,deposit,2022-03-01,,,,EUR,1000.00")
    assert run(operations, bad).state == ImportState.REFUSED
    assert run(operations, bad).state == ImportState.REFUSED
    good = transactions("P-1,X1,deposit,2022-03-01,,,,EUR,1000.00")
    first = import_stage(actor=operations, kind="transactions", name="a.csv", content=good)
    import_discard(actor=operations, batch=first)
    assert run(operations, good).state == ImportState.COMMITTED


def test_rows_known_by_their_external_id_are_counted_not_posted(
    operations: Actor, portfolio: Portfolio
) -> None:
    one = "P-1,X1,deposit,2022-03-01,,,,EUR,1000.00"
    run(operations, transactions(one))
    batch = run(operations, transactions(one, "P-1,X2,deposit,2022-03-02,,,,EUR,1.00"))
    assert (batch.posted_count, batch.duplicate_count) == (1, 1)
    other = run(operations, transactions("P-1,X1,deposit,2022-03-01,,,,EUR,1001.00"))
    assert found(other) == [(2, "external_id", "conflict")]
    assert CashBalance.objects.get().balance == 1001


def test_committing_twice_posts_once(operations: Actor, portfolio: Portfolio) -> None:
    content = transactions("P-1,,deposit,2022-03-01,,,,EUR,1000.00")
    batch = import_stage(actor=operations, kind="transactions", name="a.csv", content=content)
    batch = import_confirm(actor=operations, batch=import_parse(actor=operations, batch=batch))
    assert import_commit(actor=operations, batch=batch).posted_count == 1
    assert import_commit(actor=operations, batch=batch).posted_count == 1
    assert Transaction.objects.count() == 1
    with pytest.raises(Conflict):
        import_confirm(actor=operations, batch=batch)
    with pytest.raises(Conflict):
        import_discard(actor=operations, batch=batch)


def test_what_went_wrong_since_the_preview_refuses_the_whole(
    operations: Actor, portfolio: Portfolio, client_row: Client
) -> None:
    make_portfolio(operations, client_row, "P-0")
    content = transactions(
        "P-0,X1,deposit,2022-03-01,,,,EUR,7.00", "P-1,X1,deposit,2022-03-01,,,,EUR,1000.00"
    )
    batch = import_stage(actor=operations, kind="transactions", name="a.csv", content=content)
    batch = import_confirm(actor=operations, batch=import_parse(actor=operations, batch=batch))
    run(operations, transactions("P-1,X1,deposit,2022-03-01,,,,EUR,5.00"))
    batch = import_commit(actor=operations, batch=batch)
    assert batch.state == ImportState.REFUSED
    assert found(batch) == [(3, "external_id", "conflict")]
    assert CashBalance.objects.get().balance == 5


def test_jobs_read_and_post_in_the_name_of_who_confirmed(operations: Actor, portfolio: Portfolio) -> None:
    content = transactions("P-1,X1,deposit,2022-03-01,,,,EUR,1000.00")
    batch = import_stage(actor=operations, kind="transactions", name="a.csv", content=content)
    assert job_run(tenant=operations.tenant, job_id=parse_enqueue(batch).pk)
    batch.refresh_from_db()
    import_confirm(actor=operations, batch=batch)
    job = commit_enqueue(batch, actor=operations)
    assert commit_enqueue(batch, actor=operations) == job
    assert job_run(tenant=operations.tenant, job_id=job.pk)
    batch.refresh_from_db()
    assert batch.state == ImportState.COMMITTED
    assert Transaction.objects.get().posted_by == operations.user
    assert Job.objects.count() == 2


def test_take_on_keeps_lots_and_their_rates(operations: Actor, client_row: Client) -> None:
    make_portfolio(operations, client_row)
    make_instrument(operations, "USCO", "USD")
    lines = (
        "portfolio,on,symbol,currency,quantity,acquired_on,cost,fx_rate,amount\n"
        "P-1,2022-01-03,USCO,USD,60,2019-03-01,6000.00,0.88,\n"
        "P-1,2022-01-03,USCO,USD,40,2020-05-04,4400.00,0.92,\n"
        "P-1,2022-01-03,,EUR,,,,,12345.67\n"
    )
    batch = run(operations, lines.encode(), "opening_positions")
    assert (batch.state, batch.posted_count) == (ImportState.COMMITTED, 3)
    lots = TaxLot.objects.order_by("position").values_list("acquired_on", "quantity", "cost", "fx_rate")
    assert list(lots) == [
        (date(2019, 3, 1), D(60), D(6000), D("0.88")),
        (date(2020, 5, 4), D(40), D(4400), D("0.92")),
    ]
    assert CashBalance.objects.get().balance == D("12345.67")
    again = run(operations, lines.encode() + b"P-1,2022-01-04,,EUR,,,,,1.00\n", "opening_positions")
    assert (again.posted_count, again.duplicate_count) == (1, 3)


def test_take_on_of_units_without_history_and_its_errors(
    operations: Actor, portfolio: Portfolio, share: Instrument
) -> None:
    header = "portfolio,account,on,symbol,currency,quantity,acquired_on,cost,amount\n"
    good = run(operations, (header + "P-1,,2022-01-03,ACME,EUR,5,,,\n").encode(), "opening_positions")
    assert good.state == ImportState.COMMITTED
    assert Holding.objects.get().quantity == 5
    bad = header + "P-1,,2022-01-03,ACME,EUR,-5,,,\nP-1,NONE,2022-01-03,,EUR,,,,-3.00\n"
    batch = run(operations, bad.encode(), "opening_positions")
    assert found(batch) == [(2, "quantity", "opening_is_short"), (3, "account", "account_unknown")]


def test_prices_and_rates_come_in_and_are_recognised(operations: Actor, share: Instrument) -> None:
    prices = b"symbol,currency,on,price\nACME,EUR,2022-01-03,10.5\nACME,EUR,2022-01-04,11\n"
    batch = run(operations, prices, "prices")
    assert (batch.state, batch.posted_count) == (ImportState.COMMITTED, 2)
    more = run(operations, prices + b"ACME,EUR,2022-01-05,12\n", "prices")
    assert (more.posted_count, more.duplicate_count) == (1, 2)
    assert Price.objects.count() == 3
    rates = b"base,quote,on,rate\nEUR,USD,2022-01-03,1.13\nEUR,CNY,2022-01-03,7.2\n"
    assert run(operations, rates, "fx_rates").posted_count == 2
    assert FxRate.objects.count() == 2


def test_wrong_prices_and_rates_have_their_lines(operations: Actor) -> None:
    make_instrument(operations, "ACME", isin="US0378331005")
    prices = (
        b"isin,symbol,currency,on,price\n"
        b"US0378331005,,EUR,2022-01-03,10.5\n,ACME,EUR,2022-01-03,11\n,NOPE,EUR,2022-01-03,1\n"
    )
    batch = run(operations, prices, "prices")
    assert found(batch) == [(3, "", "duplicate_key"), (4, "isin", "instrument_unknown")]
    rates = b"base,quote,on,rate,source\nEUR,USD,2022-01-03,1.13,A\nEUR,USD,2022-01-03,1.14,B\nEUR,QQQ,2022-01-03,1,A\n"
    assert found(run(operations, rates, "fx_rates")) == [(3, "", "duplicate_key")]
    unknown = run(operations, b"base,quote,on,rate\nEUR,QQQ,2022-01-03,1\n", "fx_rates")
    assert found(unknown) == [(2, "quote", "value_refused")]
    assert not Price.objects.exists()
    assert not FxRate.objects.exists()


def test_instruments_come_in_and_differences_are_said(operations: Actor) -> None:
    header = "name,symbol,isin,mic,currency,asset_class,country\n"
    apple = "Apple Inc.,AAPL,US0378331005,XNAS,USD,equity,US\n"
    assert run(operations, (header + apple).encode(), "instruments").posted_count == 1
    again = run(operations, (header + apple + "Other,OTH,,,EUR,bond,\n").encode(), "instruments")
    assert (again.posted_count, again.duplicate_count) == (1, 1)
    changed = run(operations, (header + apple.replace("Apple Inc.", "Apple")).encode(), "instruments")
    assert found(changed) == [(2, "name", "instrument_known_differently")]
    wrong = run(operations, (header + "X,X,,,EUR,gadgets,\nY,Y,,,EUR,cash,\n").encode(), "instruments")
    assert found(wrong) == [
        (2, "asset_class", "choice_unknown"),
        (3, "asset_class", "cash_is_no_instrument"),
    ]
    assert Instrument.objects.count() == 2


def test_how_a_file_is_written_is_found_out_or_declared(operations: Actor, portfolio: Portfolio) -> None:
    chinese = (
        "portfolio;type;trade_date;currency;amount;note\n"
        "P-1;deposit;03/04/2022;EUR;1234,56;客户入金，来自本人在中国银行的账户\n"
    )
    batch = run(operations, chinese.encode("gb18030"), declared=Declared(date_order="day_first"))
    assert (batch.state, found(batch)) == (ImportState.COMMITTED, [])
    assert (batch.encoding.lower(), batch.delimiter, batch.decimal_mark) == ("gb18030", ";", ",")
    posted = Transaction.objects.get()
    assert (posted.trade_date, posted.amount, posted.note) == (
        date(2022, 4, 3),
        D("1234.56"),
        "客户入金，来自本人在中国银行的账户",
    )
    findings = import_preview(batch=batch).findings
    assert any("GB18030" in finding for finding in findings)


def test_a_file_that_cannot_be_read_is_refused_as_a_whole(operations: Actor) -> None:
    batch = run(operations, b"PK\x03\x04 not a table")
    assert batch.state == ImportState.REFUSED
    assert [line for line, _, _ in found(batch)] == [0]
    assert import_preview(batch=batch).rows == ()


def test_only_operations_import(actors: dict[Role, Actor], portfolio: Portfolio) -> None:
    for role in (Role.ADMINISTRATOR, Role.COMPLIANCE, Role.AUDITOR, Role.ADVISOR, Role.CLIENT):
        with pytest.raises(NotAllowed):
            import_stage(actor=actors[role], kind="prices", name="a.csv", content=b"a")
    with pytest.raises(Malformed):
        import_stage(actor=actors[Role.OPERATIONS], kind="novels", name="a.csv", content=b"a")


def test_every_sentence_of_the_reader_is_there_for_translation() -> None:
    assert {code: str(SENTENCES[code]) for code in MESSAGES} == dict(MESSAGES)
    assert sentence("value_missing", {}) == "A value is required here."
    assert sentence("a code of long ago", {}) == "a code of long ago"


def ten_thousand(bad: dict[int, str] | None = None) -> bytes:
    """10,000 purchases over forty portfolios and two years; `bad` replaces lines by number."""
    luck = random.Random(8)  # noqa: S311
    lines = []
    for number in range(10_000):
        quantity, price = luck.randrange(1, 500), D(luck.randrange(100, 90000)) / 100
        day = date.fromordinal(date(2020, 6, 1).toordinal() + luck.randrange(700))
        line = f"L-{number % 40},N{number},buy,{day},S{number % 25},{quantity},{price},EUR,{quantity * price:.2f}"
        lines.append((bad or {}).get(number + 2, line))
    return transactions(*lines)


@pytest.mark.accept
def test_three_bad_rows_in_ten_thousand_post_nothing_and_are_named(
    operations: Actor, client_row: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(40):
        make_portfolio(operations, client_row, f"L-{number}")
    for number in range(25):
        make_instrument(operations, f"S{number}")
    bad = {
        17: "L-15,N15,buy,2021-01-04,S15,10,5.00,EUR,51.00",
        5_000: "L-38,N4998,buy,2021-02-30,S23,10,5.00,EUR,50.00",
        9_999: "L-37,N9997,buy,2021-01-04,NOPE,10,5.00,EUR,50.00",
    }
    refused = run(operations, ten_thousand(bad))
    assert refused.state == ImportState.REFUSED
    assert [(line, code) for line, _, code in found(refused)] == [
        (17, "amount_mismatch"),
        (5_000, "date_impossible"),
        (9_999, "instrument_unknown"),
    ]
    assert not Transaction.objects.exists()
    started, started_cpu = time.perf_counter(), time.process_time()
    posted = run(operations, ten_thousand())
    seconds, cpu = time.perf_counter() - started, time.process_time() - started_cpu
    assert (posted.state, posted.posted_count) == (ImportState.COMMITTED, 10_000)
    assert Transaction.objects.count() == 10_000
    with pytest.raises(Conflict):
        run(operations, ten_thousand())
    assert Transaction.objects.count() == 10_000
    with capsys.disabled():
        print(f"\n10,000 rows read, examined and posted in {seconds:.1f} s ({cpu:.1f} s of our CPU)")


def posted(actor: Actor) -> list[tuple[object, ...]]:
    """Everything the ledger and its projections say, without ids and times."""
    rows = Transaction.objects.order_by("portfolio__reference", "pk")
    said: list[tuple[object, ...]] = list(
        rows.values_list(
            "portfolio__reference", "external_id", "content_hash", "settlement_date", "posted_by_id"
        )
    )
    said += Holding.objects.order_by("portfolio__reference", "instrument__symbol").values_list(
        "portfolio__reference",
        "instrument__symbol",
        "quantity",
        "quantity_settled",
        "settled_on",
        "cost_basis",
    )
    said += TaxLot.objects.order_by("portfolio__reference", "instrument__symbol", "position").values_list(
        "portfolio__reference",
        "position",
        "acquired_on",
        "quantity",
        "cost",
        "fx_rate",
        "opened_by__external_id",
    )
    said += CashBalance.objects.order_by("portfolio__reference", "account__number").values_list(
        "portfolio__reference", "balance", "balance_settled", "settled_on"
    )
    said += Portfolio.objects.order_by("reference").values_list("reference", "stale_from", "projected_on")
    return said


def many_kinds(seed: int) -> bytes:
    """Bookings of many types over three portfolios, with lots, days ahead and lines without an external id."""
    luck = random.Random(seed)  # noqa: S311
    header = "portfolio,external_id,type,trade_date,symbol,quantity,price,currency,amount,fee,ex_date,lots,ratio,note\n"
    lines = []
    for number in range(120):
        day = date.fromordinal(date(2022, 1, 3).toordinal() + luck.randrange(300))
        head, share = (
            f"P-{luck.randrange(3)},{'' if number % 7 == 0 else f'N{number}'}",
            f"S{luck.randrange(3)}",
        )
        units, price = luck.randrange(1, 50), D(luck.randrange(100, 9000)) / 100
        gross = units * price
        lines.append(
            head
            + luck.choice(
                [
                    f",buy,{day},{share},{units},{price},EUR,{gross + 1},1.00,,,,",
                    f",sell,{day},{share},{units},{price},EUR,{gross},,,,,a \\ and a “quote”",
                    f",deposit,{day},,,,EUR,{gross},,,,,",
                    f",dividend,{day},{share},,,EUR,{price},,{day.replace(day=1)},,,",
                    f",transfer_in,{day},{share},{units},,EUR,,,,{units} 2020-01-02 {gross},,",
                    f",fee,{day},,,,EUR,{price},,,,,",
                    f",split,{day},{share},,,,,,,,2,",
                ]
            )
        )
    return (header + "\n".join(lines) + "\n").encode()


def committed(actor: Actor, content: bytes, *, keeps: bool) -> list[tuple[object, ...]]:
    """What an import leaves behind, with the rows kept at its preview or from the file; undone afterwards."""
    with transaction.atomic():
        batch = import_stage(actor=actor, kind="transactions", name="f.csv", content=content)
        batch = import_parse(actor=actor, batch=batch)
        assert (batch.state, found(batch)) == (ImportState.PARSED, [])
        kept = ImportChunk.objects.filter(batch=batch)
        assert kept.count() == 3
        if not keeps:
            kept.delete()
        batch = import_commit(actor=actor, batch=import_confirm(actor=actor, batch=batch))
        assert (batch.state, batch.posted_count, batch.duplicate_count) == (ImportState.COMMITTED, 120, 0)
        assert not kept.exists()
        said = posted(actor)
        for portfolio in Portfolio.objects.all():
            holdings_rebuild(portfolio=portfolio, as_of=business_date(actor.tenant))
        assert posted(actor) == said
        for entry in AuditEntry.objects.filter(action="transaction.post").order_by("object_public_id"):
            assert entry.after is not None
            said.append((entry.client_ids, entry.after["count"], entry.after["from"], entry.after["to"]))
        transaction.set_rollback(True)
    return said


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rows_kept_at_the_preview_are_posted_as_the_file_itself_would_be(
    operations: Actor, client_row: Client, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        make_portfolio(operations, client_row, f"P-{number}")
        make_instrument(operations, f"S{number}")
    monkeypatch.setattr(preparing, "PIECE", 50)
    content = many_kinds(seed)
    from_file = committed(operations, content, keeps=False)
    monkeypatch.setattr(committing, "read", None)  # what was kept has to do
    assert committed(operations, content, keeps=True) == from_file


def test_rows_kept_follow_what_the_book_holds_already(operations: Actor, client_row: Client) -> None:
    for number in range(3):
        make_portfolio(operations, client_row, f"P-{number}")
        make_instrument(operations, f"S{number}")
    whole = many_kinds(4)
    lines = whole.decode().splitlines(keepends=True)
    first = run(operations, "".join(lines[:60]).encode())
    named = sum(",N" in line for line in lines[1:60])
    assert first.posted_count == 59
    second = run(operations, whole)
    assert (second.state, second.duplicate_count) == (ImportState.COMMITTED, named)
    before = posted(operations)
    for portfolio in Portfolio.objects.all():
        holdings_rebuild(portfolio=portfolio, as_of=business_date(operations.tenant))
    assert posted(operations) == before


def test_moves_between_own_portfolios_are_posted_from_the_file(
    operations: Actor, client_row: Client, share: Instrument
) -> None:
    for number in range(2):
        make_portfolio(operations, client_row, f"P-{number}")
    header = "portfolio,type,trade_date,symbol,quantity,price,currency,amount,external,transfer_group\n"
    lines = (
        "P-0,buy,2022-03-01,ACME,10,50.00,EUR,500.00,,\n"
        "P-0,transfer_out,2022-03-02,ACME,10,,EUR,,false,T1\n"
        "P-1,transfer_in,2022-03-02,ACME,10,,EUR,,false,T1\n"
    )
    batch = import_stage(
        actor=operations, kind="transactions", name="m.csv", content=(header + lines).encode()
    )
    batch = import_parse(actor=operations, batch=batch)
    assert (batch.state, ImportChunk.objects.exists()) == (ImportState.PARSED, False)
    batch = import_commit(actor=operations, batch=import_confirm(actor=operations, batch=batch))
    assert (batch.state, batch.posted_count) == (ImportState.COMMITTED, 3)
    lot = TaxLot.objects.get()
    assert (lot.portfolio.reference, lot.acquired_on, lot.cost) == ("P-1", date(2022, 3, 1), D(500))


def test_nothing_is_kept_of_a_file_with_errors_nor_of_one_put_aside(
    operations: Actor, portfolio: Portfolio
) -> None:
    good = "P-1,X1,deposit,2022-03-01,,,,EUR,1.00"
    assert run(operations, transactions(good, "P-2,X2,deposit,2022-03-01,,,,EUR,1.00")).error_count == 1
    assert not ImportChunk.objects.exists()
    batch = import_stage(actor=operations, kind="transactions", name="a.csv", content=transactions(good))
    import_parse(actor=operations, batch=batch)
    assert ImportChunk.objects.count() == 1
    import_discard(actor=operations, batch=batch)
    assert not ImportChunk.objects.exists()


def test_all_problems_are_counted_and_the_first_are_kept() -> None:
    problems = Problems()
    for line in range(3 * STORED_ERRORS, 0, -1):
        problems.extend([LineProblem(line, "amount", "a"), LineProblem(line, "price", "b")])
    assert problems.count == 6 * STORED_ERRORS
    assert len(problems.first) == STORED_ERRORS
    assert [(each.line, each.code) for each in problems.first[:4]] == [(1, "a"), (1, "b"), (2, "a"), (2, "b")]
