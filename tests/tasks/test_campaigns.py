"""Campaigns: planned for whoever fits when they begin, sent in slices, each player once."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from models import campaign_slices, campaigns, segments
from rules.segments import Filter
from tasks import campaigns as work
from tests.campaigning import campaign, due_now, empty, players, run, run_out, scheduled, told


@pytest.fixture(autouse=True)
def _empty(engine: Engine) -> None:
    empty(engine)


def test_each_player_is_told_once_in_their_language_with_their_name(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "WINDOW", 3)
    english, spanish = players(engine, 7), players(engine, 2, name="Noé", languages=["es-MX"])
    id_ = scheduled(engine)
    run_out(engine)
    found = told(engine)
    assert sorted(event.player_id for event in found) == sorted(english + spanish)
    assert len({event.event_id for event in found}) == 9
    by_player = {event.player_id: event for event in found}
    assert by_player[english[0]].values == {"title": "Hi Ada", "body": "A <badge> waits."}, (
        "plain words, values as they are"
    )
    assert by_player[spanish[0]].values == {"title": "Hola Noé", "body": "Te espera A <badge>."}
    assert (by_player[spanish[0]].lang, by_player[spanish[0]].kind) == ("es", "news")
    ended = campaign(engine, id_)
    assert (ended.state, ended.planned, ended.sent, ended.skipped) == ("sent", 9, 9, 0)


def test_a_worker_that_dies_in_a_slice_leaves_nothing_of_it_and_the_next_one_goes_on(engine: Engine) -> None:
    everybody = players(engine, 5)
    id_ = scheduled(engine, rate=2)
    run(engine)
    assert len(told(engine)) == 2, "a second's worth, and the rest is not due yet"
    due_now(engine, id_)
    connection = engine.connect()
    begun = connection.begin()
    assert work.step(connection)
    begun.rollback()
    connection.close()
    for _ in everybody:  # a slice that leaves no trace would go on for ever
        due_now(engine, id_)
        run(engine, 2)
    assert campaign(engine, id_).state == "sent"
    assert [event.player_id for event in told(engine)] == everybody


def test_two_workers_do_not_send_the_same_slice(engine: Engine) -> None:
    players(engine, 3)
    scheduled(engine)
    run(engine, 3)
    with engine.begin() as one, engine.begin() as other:
        assert work.step(one)
        assert not work.step(other), "the campaign is in somebody's hands"


def test_a_campaign_keeps_its_pace(engine: Engine) -> None:
    players(engine, 4)
    id_ = scheduled(engine, rate=2)
    run(engine)
    with engine.connect() as connection:
        due = connection.execute(text("SELECT due_at - now() FROM campaigns WHERE id = :id"), {"id": id_}).scalar_one()
    assert timedelta(0) < due <= timedelta(seconds=1), "two a second: the next two in a second"
    assert len(told(engine)) == 2


def test_it_waits_for_its_time_and_stands_while_it_is_paused(engine: Engine) -> None:
    players(engine, 3)
    id_ = scheduled(engine, at=datetime.now(UTC) + timedelta(hours=1))
    assert run(engine) == 0
    due_now(engine, id_)
    run(engine, 2)
    with engine.begin() as connection:
        campaigns.move(connection, id_, "paused")
    assert run(engine) == 0
    with engine.begin() as connection:
        campaigns.move(connection, id_, "planning")
    run_out(engine)
    assert (campaign(engine, id_).state, len(told(engine))) == ("sent", 3)


def test_who_came_after_it_was_planned_or_is_banned_or_erased_is_told_nothing(engine: Engine) -> None:
    [stays, banned, erased] = players(engine, 3)
    id_ = scheduled(engine)
    run(engine, 3)
    assert campaign(engine, id_).state == "sending"
    players(engine, 1)
    with engine.begin() as connection:
        ban = text(
            "INSERT INTO sanctions (id, player_id, kind, ground, reason, hiding) "
            "VALUES (:id, :player, 'ban', 'rules', 'x', true)"
        )
        connection.execute(ban, {"id": uuid7(), "player": banned})
        connection.execute(text("DELETE FROM campaign_recipients WHERE player_id = :id"), {"id": erased})
    run_out(engine)
    assert [event.player_id for event in told(engine)] == [stays]
    ended = campaign(engine, id_)
    assert (ended.planned, ended.sent, ended.skipped) == (3, 1, 1)


def test_what_is_in_inboxes_and_what_was_read_is_counted(engine: Engine) -> None:
    everybody = players(engine, 3)
    id_ = scheduled(engine)
    run_out(engine)
    with engine.begin() as connection:
        statement = text(
            "INSERT INTO notifications (id, player_id, category, lang, title, body, created_at, expires_at, read_at) "
            "VALUES (:id, :player, 'news', 'en', 't', 'b', now(), now() + interval '1 day', :read)"
        )
        for event, read in zip(told(engine), [datetime.now(UTC), None], strict=False):
            connection.execute(statement, {"id": event.event_id, "player": event.player_id, "read": read})
    work.count_campaigns()
    found = campaign(engine, id_)
    assert (found.sent, found.delivered, found.read) == (len(everybody), 2, 1)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM notifications"))
        connection.execute(text("UPDATE campaigns SET counted_at = NULL"))
    work.count_campaigns()
    found = campaign(engine, id_)
    assert (found.delivered, found.read) == (2, 1), "what is no more in an inbox was there"


@pytest.mark.parametrize(("sent", "ago", "counts"), [(10, 6, True), (100_000, 9, False), (100_000, 11, True)])
def test_the_larger_a_campaign_the_less_often_it_is_counted(engine: Engine, sent: int, ago: int, counts: bool) -> None:
    id_ = scheduled(engine)
    statement = "UPDATE campaigns SET sent = :sent, begun_at = now(), counted_at = now() - make_interval(secs => :ago)"
    with engine.begin() as connection:
        connection.execute(text(statement), {"sent": sent, "ago": ago})
        assert campaign_slices.count_next(connection) == counts
    assert campaign(engine, id_).delivered == 0


def test_a_ban_that_is_over_silences_nobody(engine: Engine) -> None:
    [banned, until, over, lifted, suspected] = players(engine, 5)
    ban = text(
        "INSERT INTO sanctions (id, player_id, kind, ground, reason, hiding, until, lifted_at) VALUES (:id, :player, "
        ":kind, 'rules', 'x', true, now() + CAST(:until AS interval), now() + CAST(:lifted AS interval))"
    )
    with engine.begin() as connection:
        for player, kind, ends, ended in (
            (banned, "ban", None, None),
            (until, "ban", "1 hour", None),
            (over, "ban", "-1 s", None),
            (lifted, "ban", None, "-1 s"),
            (suspected, "ban_redemption", None, None),
        ):
            values = {"id": uuid7(), "player": player, "kind": kind, "until": ends, "lifted": ended}
            connection.execute(ban, values)
        assert campaign_slices.silent(connection, [banned, until, over, lifted, suspected]) == {banned, until}


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (Filter(), "abc"),
        (Filter(countries=("es",)), "ab"),
        (Filter(countries=("es", "de"), languages=("es",)), "bc"),
        (Filter(tags=("vip",)), "a"),
        (Filter(without_tags=("vip",)), "bc"),
        (Filter(level_least=2), "a"),
        (Filter(level_least=1, level_most=1), "bc"),
        (Filter(active_days=7), "a"),
        (Filter(idle_days=7), "bc"),
        (Filter(spent_least=50, spent_most=50), "b"),
        (Filter(spent_most=0), "ac"),
        (Filter(registered=True), "c"),
        (Filter(season_rank=1), "c"),
        (Filter(season_rank=2, season_id=1, countries=("es",)), "a"),
    ],
)
def test_a_filter_finds_whom_it_means(engine: Engine, trio: dict[str, UUID], wanted: Filter, fits: str) -> None:
    with engine.connect() as connection:
        found = segments.sample(connection, wanted, 10)
        assert segments.count(connection, wanted) == len(fits)
    names = {id_: name for name, id_ in trio.items()}
    assert "".join(sorted(names[one.id] for one in found)) == fits
    scheduled(engine, wanted)
    run_out(engine)
    assert "".join(sorted(names[event.player_id] for event in told(engine))) == fits, "a campaign finds others"
    assert segments.load(segments.dump(wanted)) == wanted


_REDEEMED = (
    "INSERT INTO redemptions (id, player_id, product_id, partner, kind, partner_product, name, country, state, tokens, "
    "value_amount, value_currency, rate, hold_id, from_stock) "
    "VALUES (:id, :player, :id, 'p', 'gift_card', 'x', 'x', 'es', :state, 20, 1, 'EUR', '{}', 1, false)"
)


@pytest.fixture
def trio(engine: Engine) -> dict[str, UUID]:
    """Three players who differ."""
    [a], [b] = players(engine, 1), players(engine, 1, languages=["es-MX", "en"])
    [c] = players(engine, 1, country="de", languages=["es"])
    season = "SELECT id FROM seasons WHERE first <= CURRENT_DATE AND last >= CURRENT_DATE"
    statements: list[tuple[str, dict[str, Any]]] = [
        ("UPDATE players SET registered = true WHERE id = :c", {"c": c}),
        ("INSERT INTO player_tags (player_id, tag) VALUES (:a, 'vip')", {"a": a}),
        ("DELETE FROM player_progress", {}),
        ("INSERT INTO player_progress (player_id, xp) VALUES (:a, 250)", {"a": a}),
        (
            "INSERT INTO devices (id, player_id, how, agent, seed, created_at, rotated_at) VALUES "
            "(:id, :a, 'guest', 'x', '', now(), now() - interval '6 days'), "
            "(:other, :b, 'guest', 'x', '', now(), now() - interval '8 days')",
            {"id": uuid7(), "other": uuid7(), "a": a, "b": b},
        ),
        ("DELETE FROM player_days", {}),
        (
            "INSERT INTO purchases (id, player_id, item, tokens, prices, what) VALUES (:id, :b, 'skip', 30, 1, '{}')",
            {"id": uuid7(), "b": b},
        ),
        *((_REDEEMED, {"id": uuid7(), "player": b, "state": state}) for state in ("succeeded", "refunded", "held")),
        (
            "INSERT INTO seasons (id, name, first, last) VALUES (1, 's', CURRENT_DATE - 9, CURRENT_DATE + 9) "
            "ON CONFLICT DO NOTHING",
            {},
        ),
        *(
            (
                "INSERT INTO player_days (player_id, category_id, day, season_id, points, week_points, season_points, "
                "total_points, answered, reached_at, version, latest) VALUES (:player, 0, CURRENT_DATE, "
                f"({season}), :points, 0, :points, :points, 1, now(), 1, true)",
                {"player": player, "points": points},
            )
            for player, points in ((a, 10), (c, 20))
        ),
    ]
    with engine.begin() as connection:
        for statement, values in statements:
            connection.execute(text(statement), values)
    return {"a": a, "b": b, "c": c}
