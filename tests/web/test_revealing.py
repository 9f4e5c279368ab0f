"""Codes of gift cards: for who has just shown who they are, each look written down, and nothing that keeps them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy import Engine, text

from bridges import told
from bridges.gift_codes import Broken, GiftCodes
from models import gift_cards
from models.base import Base
from models.gift_cards import GiftCard
from rules.partnering import Card
from settings import Settings
from tasks import flights, runtime
from tests.redeeming import Scripted, able, redeemed, sell
from tests.web.conftest import Guest, refusal
from web.wires import Wires

CARD = Card("CODE-1234", "77", None)
KEYS = {"new": b"n" * 32, "old": b"o" * 32}


@pytest.fixture(scope="module")
def product(engine: Engine) -> UUID:
    return sell(engine)


@pytest.fixture
def mine(guest: Guest, product: UUID, engine: Engine, wires: Wires) -> tuple[Guest, UUID]:
    """A player with a card, sealed under the old key."""
    wires.gift_codes = GiftCodes(KEYS)
    id_ = redeemed(engine, product)
    sealed = GiftCodes({"old": KEYS["old"]}).seal(id_, 0, CARD)
    with engine.begin() as connection:
        statement = text("UPDATE redemptions SET player_id = :player, state = 'succeeded' WHERE id = :id")
        connection.execute(statement, {"player": guest.id, "id": id_})
        gift_cards.add(connection, [GiftCard(redemption_id=id_, number=0, player_id=guest.id, **vars(sealed))])
    return guest, id_


def fresh(guest: Guest, wires: Wires) -> Guest:
    return Guest(guest.client, guest.id, wires.tokens.sign_access(guest.id, None, authenticated=True))


def reveal(guest: Guest, id_: UUID) -> Any:
    return guest.post(f"/v1/redemptions/{id_}/reveal")


def test_17_a_code_is_shown_after_a_fresh_login_and_each_look_is_written_down(
    mine: tuple[Guest, UUID], wires: Wires, engine: Engine
) -> None:
    guest, id_ = mine
    assert refusal(reveal(guest, id_)) == (403, "reauthentication_required")
    assert guest.get(f"/v1/redemptions/{id_}").json["revealable"]
    for _ in range(2):
        response = reveal(fresh(guest, wires), id_)
        assert response.json == {"items": [{"code": "CODE-1234", "pin": "77", "url": None}]}
        assert response.headers["Cache-Control"] == "no-store"
    with engine.connect() as connection:
        statement = text("SELECT player_id FROM gift_card_views WHERE redemption_id = :id")
        assert connection.execute(statement, {"id": id_}).scalars().all() == [guest.id] * 2


def test_01_anothers_code_is_not_found(mine: tuple[Guest, UUID], become: Callable[..., Guest], wires: Wires) -> None:
    assert refusal(reveal(fresh(become(), wires), mine[1])) == (404, "redemption_unknown")


def test_there_is_no_code_of_what_was_taken_back(mine: tuple[Guest, UUID], wires: Wires, engine: Engine) -> None:
    guest, id_ = mine
    with engine.begin() as connection:
        connection.execute(text("UPDATE redemptions SET state = 'reversed' WHERE id = :id"), {"id": id_})
    assert refusal(reveal(fresh(guest, wires), id_)) == (409, "not_revealable")


def test_keys_are_rotated_and_the_old_one_is_needed_no_more(
    mine: tuple[Guest, UUID], wires: Wires, app: Any, engine: Engine
) -> None:
    guest, id_ = mine
    with engine.connect() as connection:
        [before] = gift_cards.of_redemption(connection, id_)
        old = connection.execute(text("SELECT count(*) FROM gift_cards WHERE key_id = 'old'")).scalar_one()
    assert before.key_id == "old"
    for wrapped in (old, 0):
        result = app.test_cli_runner().invoke(args=["redemptions", "rotate-keys", "--json"])
        assert msgspec.json.decode(result.output)["wrapped"] == wrapped, result.output
    wires.gift_codes = GiftCodes({"new": KEYS["new"]})
    assert reveal(fresh(guest, wires), id_).json["items"][0]["code"] == "CODE-1234"
    with engine.connect() as connection:
        [after] = gift_cards.of_redemption(connection, id_)
    assert (after.key_id, after.sealed, after.fingerprint) == ("new", before.sealed, before.fingerprint)
    wires.gift_codes = GiftCodes({"other": b"x" * 32})
    assert refusal(reveal(fresh(guest, wires), id_)) == (409, "not_revealable")


def test_a_seal_opens_for_its_own_redemption_and_number_alone() -> None:
    codes, id_ = GiftCodes(KEYS), uuid4()
    sealed = codes.seal(id_, 0, CARD)
    assert codes.open(id_, 0, sealed) == CARD
    for other, number in ((uuid4(), 0), (id_, 1)):
        with pytest.raises(Broken):
            codes.open(other, number, sealed)
    with pytest.raises(Broken):
        GiftCodes({"new": b"y" * 32}).open(id_, 0, sealed)
    assert sealed.fingerprint in GiftCodes({"next": b"z" * 32, **KEYS}).fingerprints(CARD)


def test_20_no_code_is_anywhere_but_under_its_seal_and_in_its_answer(
    guest: Guest,
    product: UUID,
    engine: Engine,
    wires: Wires,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """From the request to the reveal: the logs, what goes to Kafka and Celery, what Redis has, and every table."""
    partner, codes, messages = Scripted(), GiftCodes(KEYS), []
    partner.cards = (Card("SECRET-CODE", "SECRET-PIN", "https://cards.test/SECRET-URL"),)
    wires.gift_codes = codes
    monkeypatch.setattr(runtime, "engine", lambda: engine)
    monkeypatch.setattr(runtime, "boards", lambda: wires.redis)
    monkeypatch.setattr(runtime, "gift_codes", lambda: codes)
    monkeypatch.setattr("celery.app.base.Celery.send_task", lambda *given, **named: messages.append((given, named)))
    able(engine, guest.id, 10_000)
    wanted = {"product_id": str(product), "value": "5", "terms": Settings.terms_version}
    with wires.redis.pubsub() as channel:  # type: ignore[no-untyped-call]  # redis-py does not say
        channel.subscribe(told.CHANNEL)
        id_ = guest.post("/v1/redemptions", wanted, headers={"Idempotency-Key": "k"}).json["id"]
        for _ in range(2):
            flights.flights.start({"tremendous": partner})
            flights.flights.land()
        shown = reveal(fresh(guest, wires), UUID(id_))
        frames = [frame for _ in range(9) if (frame := channel.get_message(timeout=0.2))]
    assert "SECRET-CODE" in shown.text
    seen = [capfd.readouterr(), caplog.text, messages, frames, guest.get(f"/v1/redemptions/{id_}").text]
    seen += [wires.redis.dump(key) for key in wires.redis.scan_iter()]
    with engine.connect() as connection:
        for table in Base.metadata.tables:
            seen += connection.execute(text(f"SELECT t::text FROM {table} t")).scalars().all()
        seen += [bytes(value) for value in connection.execute(text("SELECT value FROM outbox")).scalars()]
    assert len(frames) > 2
    assert not [one for one in seen if any(secret in str(one) for secret in _forms())]


def _forms() -> list[str]:
    """The secrets as they are, and as bytea is shown in hexadecimal."""
    return [form for secret in ("SECRET-CODE", "SECRET-PIN", "SECRET-URL") for form in (secret, secret.encode().hex())]
