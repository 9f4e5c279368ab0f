"""Asking for rewards: who may, what is held, once however often it is sent, and as many as the tokens pay for."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from flask import Flask
from redis import ConnectionError as Gone
from sqlalchemy import Engine, text

from events.catalog import RedemptionRequested
from events.codec import decode
from models import partner_state, switches, thresholds
from rules.ledger import Standing
from tests.redeeming import able, check_books, sell
from tests.web.asking import URL, Become, ask, stands
from tests.web.conftest import Guest, refusal
from web.wires import Wires


@pytest.fixture(scope="module")
def card(engine: Engine) -> UUID:
    """A card of 1 to 100 dollars."""
    return sell(engine)


@pytest.fixture
def ada(become: Become, engine: Engine) -> Guest:
    """A player with tokens for two cards of 5 dollars."""
    guest = become()
    able(engine, guest.id, 10_000)
    return guest


def change(engine: Engine, guest: Guest, changes: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE players SET {changes} WHERE id = :id"), {"id": guest.id})


def test_tokens_are_held_with_the_row_its_event_and_its_transition(ada: Guest, card: UUID, engine: Engine) -> None:
    response = ask(ada, card)
    shown = response.json
    assert response.status_code == 202
    assert response.headers["Location"] == f"{URL}/{shown['id']}"
    assert (shown["state"], shown["tokens"], shown["value"]) == ("held", 5_000, {"amount": "5.00", "currency": "USD"})
    assert (shown["cancellable"], shown["revealable"], shown["version"]) == (True, False, 1)
    assert stands(engine, ada) == Standing(10_000, 5_000, 0)
    assert ada.get(response.headers["Location"]).json == shown
    assert ada.get(URL).json == {"items": [shown], "next": None}
    with engine.connect() as connection:
        values = {"id": shown["id"]}
        rows = connection.execute(
            text("SELECT value FROM outbox WHERE topic = 'rewards.redemptions' AND key = :id"), values
        )
        [event] = [decode(value) for value in rows.scalars()]
        assert isinstance(event, RedemptionRequested)
        assert event.redemption_id == UUID(shown["id"])
        statement = (
            "SELECT before, after, cause, transfer_id IS NOT NULL FROM redemption_transitions WHERE redemption_id = :id"
        )
        assert connection.execute(text(statement), values).all() == [(None, "held", "player", True)]


def test_what_is_sent_again_is_done_once(ada: Guest, card: UUID, engine: Engine) -> None:
    key = str(uuid4())
    first, again = ask(ada, card, key), ask(ada, card, key)
    assert (first.status_code, again.status_code, again.json) == (202, 202, first.json)
    assert again.headers["Location"] == first.headers["Location"]
    assert refusal(ask(ada, card, key, value="6.00")) == (422, "idempotency_key_reused")
    assert refusal(ask(ada, card, None)) == (400, "idempotency_key_missing")
    assert stands(engine, ada).held == 5_000


def test_23_fifty_at_once_are_as_many_as_the_tokens_pay_for(
    become: Become, app: Flask, card: UUID, engine: Engine
) -> None:
    guest = become()
    able(engine, guest.id, 36_000)
    with engine.begin() as connection:
        thresholds.put(connection, "redemption_day_tokens", 1_000_000, "test", None)

    def one(_: int) -> int:
        return int(ask(Guest(app.test_client(), guest.id, guest.token), card).status_code)

    with ThreadPoolExecutor(16) as pool:
        found = Counter(pool.map(one, range(50)))
    retried = found.pop(503, 0)  # who waited a second for the row
    assert found == {202: 7, 422: 43 - retried}
    assert stands(engine, guest) == Standing(36_000, 35_000, 0)


def test_who_has_too_few_is_told_how_many(ada: Guest, card: UUID) -> None:
    response = ask(ada, card, value="10.01")
    assert refusal(response) == (422, "tokens_insufficient")
    assert (response.json["free"], response.json["price"]) == (10_000, 10_010)


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ("country = 'de'", 403, "country_unfit"),
        ("birth_year = NULL", 403, "age_unknown"),
        ("birth_year = 2020", 403, "too_young"),
    ],
)
def test_who_may_not_is_told_why(ada: Guest, card: UUID, engine: Engine, changes: str, status: int, code: str) -> None:
    change(engine, ada, changes)
    assert refusal(ask(ada, card)) == (status, code)
    assert stands(engine, ada).held == 0


def test_tokens_are_for_who_proved_an_address(guest: Guest, card: UUID) -> None:
    assert refusal(ask(guest, card)) == (403, "contact_unverified")


def test_what_is_not_sold_is_refused(ada: Guest, card: UUID, engine: Engine) -> None:
    assert refusal(ask(ada, uuid4())) == (404, "product_unknown")
    assert refusal(ask(ada, sell(engine, "HIDDEN", shown=False))) == (404, "product_unknown")
    assert refusal(ask(ada, sell(engine, "GONE", available=False))) == (409, "product_unavailable")
    assert refusal(ask(ada, card, value="0.50")) == (422, "value_unfit")
    assert refusal(ask(ada, card, value="5.001")) == (422, "invalid")
    assert refusal(ask(ada, card, terms="1999-01")) == (422, "invalid")
    assert refusal(ask(ada, card, tokens=1)) == (422, "invalid")


def test_terms_that_were_renewed_are_accepted_anew(
    ada: Guest, card: UUID, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], terms_version="2099-01"))
    assert ada.get("/v1/config").json["terms_version"] == "2099-01"
    assert refusal(ask(ada, card)) == (422, "invalid")
    assert ask(ada, card, terms="2099-01").status_code == 202


def test_what_was_shown_at_another_price_is_not_had_unasked(ada: Guest, card: UUID, engine: Engine) -> None:
    price = ask(ada, card).json["tokens"]
    dearer = ask(ada, card, price=price - 1)
    assert (dearer.status_code, dearer.json["code"], dearer.json["price"]) == (409, "price_changed", price)
    assert ask(ada, card, price=price).status_code == 202
    assert stands(engine, ada).held == 2 * price


def test_what_the_partner_may_have_after_a_restore_is_not_cancelled(ada: Guest, card: UUID, engine: Engine) -> None:
    path = f"{URL}/{ask(ada, card).json['id']}/cancel"
    for reason, expected in ((partner_state.RESTORED, 409), (None, 200)):
        with engine.begin() as connection:
            partner_state.freeze(connection, "tremendous", reason)
        assert ada.post(path).status_code == expected


@pytest.mark.parametrize("name", ["redemptions", "redemptions.partner.tremendous", "redemptions.product.{}"])
def test_what_is_switched_off_is_not_asked_for(ada: Guest, card: UUID, engine: Engine, name: str) -> None:
    for is_on in (False, True):
        with engine.begin() as connection:
            switches.turn(connection, name.format(card), is_on, "test", None)
        response = ask(ada, card)
        assert (response.status_code == 202) == is_on
        assert is_on or refusal(response) == (503, "switched_off")


def test_so_many_a_day_and_of_a_product(become: Become, card: UUID, engine: Engine) -> None:
    guest, few = become(), sell(engine, "FEW", day_limit_per_player=1)
    able(engine, guest.id, 100_000)
    assert ask(guest, few, value="1").status_code == 202
    assert refusal(ask(guest, few, value="1")) == (409, "limit_reached")
    assert [ask(guest, card, value="1").status_code for _ in range(10)] == [202] * 9 + [409]
    assert stands(engine, guest).held == 10_000


def test_so_much_of_all_players_in_a_country(become: Become, engine: Engine, app: Flask) -> None:
    """Those who ask at once are counted too."""
    there, elsewhere = sell(engine, "LOCAL", country="FR"), sell(engine, "AWAY", country="BE")

    def limit(tokens: int) -> None:
        with engine.begin() as connection:
            thresholds.put(connection, "redemption_country_day_tokens", tokens, "test", None)

    def player(country: str) -> Guest:
        guest = become()
        able(engine, guest.id, 10_000, country)
        return Guest(app.test_client(), guest.id, guest.token)

    limit(11_000)
    with ThreadPoolExecutor(4) as pool:
        codes = Counter(
            one.json.get("code") for one in pool.map(lambda one: ask(one, there), [player("fr") for _ in range(4)])
        )
    assert codes == {None: 2, "country_limit_reached": 2}
    assert ask(player("be"), elsewhere).status_code == 202
    last = player("fr")
    assert refusal(ask(last, there)) == (409, "country_limit_reached")
    assert stands(engine, last) == Standing(10_000)
    limit(1_000_000_000)
    assert ask(last, there).status_code == 202


def test_the_large_and_the_suspicious_wait_for_people(become: Become, card: UUID, engine: Engine) -> None:
    guest, suspect = become(), become()
    for one in (guest, suspect):
        able(engine, one.id, 100_000)
    with engine.begin() as connection:
        statement = text("INSERT INTO player_suspicion (player_id, score) VALUES (:id, 60)")
        connection.execute(statement, {"id": suspect.id})
    for response in (ask(guest, card, value="10.01"), ask(suspect, card)):
        assert (response.status_code, response.json["state"], response.json["cancellable"]) == (202, "in_review", True)
        with engine.connect() as connection:
            statement = text("SELECT opened_by FROM cases WHERE queue = 'redemptions' AND subject = :id")
            assert connection.execute(statement, {"id": response.json["id"]}).scalars().all() == ["in_review"]


def test_01_anothers_is_not_found(ada: Guest, guest: Guest, card: UUID) -> None:
    theirs = f"{URL}/{ask(ada, card).json['id']}"
    assert refusal(guest.get(theirs)) == (404, "redemption_unknown")
    assert refusal(guest.post(f"{theirs}/cancel")) == (404, "redemption_unknown")
    assert guest.get(URL).json["items"] == []


def test_it_is_cancelled_while_nobody_ordered_it(ada: Guest, card: UUID, engine: Engine) -> None:
    id_ = ask(ada, card).json["id"]
    for _ in range(2):
        shown = ada.post(f"{URL}/{id_}/cancel").json
        assert (shown["state"], shown["cancellable"]) == ("cancelled", False)
    assert stands(engine, ada) == Standing(10_000, 0, 0)
    other = ask(ada, card).json["id"]
    with engine.begin() as connection:
        connection.execute(text("UPDATE redemptions SET state = 'unknown' WHERE id = :id"), {"id": other})
    assert refusal(ada.post(f"{URL}/{other}/cancel")) == (409, "not_cancellable")
    with engine.begin() as connection:
        connection.execute(text("UPDATE redemptions SET state = 'held' WHERE id = :id"), {"id": other})


def test_06_07_askings_are_limited_and_none_is_taken_without_redis(
    ada: Guest, card: UUID, wires: Wires, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[tuple[str, int]] = []

    def take(name: str, most: int, _window_s: int) -> int:
        taken.append((name.rpartition(":")[0], most))
        return 0

    monkeypatch.setattr(wires.attempts, "take", take)
    assert ask(ada, card).status_code == 202
    assert [name for name, _ in taken] == ["redemption:account", "redemption:address"]
    monkeypatch.setattr(wires.attempts, "take", lambda *_: 5_000)
    assert refusal(ask(ada, card)) == (429, "too_many_requests")

    def gone(*_: object) -> int:
        raise Gone

    monkeypatch.setattr(wires.attempts, "take", gone)
    assert ask(ada, card).status_code == 503


def test_the_books_of_all_this_hold(engine: Engine) -> None:
    """The last of this module, after all that the others did."""
    check_books(engine)
