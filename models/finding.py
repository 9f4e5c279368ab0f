"""Things by their id or a piece of their text, for the search over everything."""

from collections.abc import Callable, Mapping
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from events.identity import read_answer_event_id, read_claim_event_id, read_ended_event_id, read_move_event_id
from models import battle_lists, player_finding, question_lists, redemption_admin, referral_lists
from models import threads as support
from models.base import sql
from models.player_finding import Found
from models.question_lists import Filter, escaped
from rules.addresses import email_key
from rules.boards import ALL_CATEGORIES


class Find(NamedTuple):
    """Something that fits, with what tells it from others."""

    id: str
    title: str
    note: str


def questions(connection: Connection, text: str, most: int) -> list[Find]:
    """Those changed last; by any of their words, or id."""
    found = question_lists.page(connection, Filter(text=text), "updated_at", True, None, most)
    return [Find(str(sheet.id), sheet.content.wordings[0].stem, sheet.state) for sheet in found]


def categories(connection: Connection, text: str, most: int) -> list[Find]:
    """By their number, slug, or name in any language."""
    statement = sql(
        "SELECT id, name, slug FROM categories WHERE id <> :all AND (CAST(id AS text) = :text OR slug LIKE :like "
        "OR lower(name) LIKE :like OR lower(CAST(names AS text)) LIKE :like) ORDER BY name LIMIT :most"
    )
    values = {"all": ALL_CATEGORIES, "text": text, "like": _like(text), "most": most}
    return [Find(str(row.id), row.name, row.slug) for row in connection.execute(statement, values)]


def quizzes(connection: Connection, text: str, most: int) -> list[Find]:
    """Those that open last; by their title, or id."""
    statement = sql(
        "SELECT id, title, opens_at FROM quizzes WHERE id = CAST(:id AS uuid) OR lower(title) LIKE :like "
        "ORDER BY opens_at DESC, id LIMIT :most"
    )
    values = {"id": _id(text), "like": _like(text), "most": most}
    return [Find(str(row.id), row.title, row.opens_at.isoformat()) for row in connection.execute(statement, values)]


def battles(connection: Connection, text: str, _: int) -> list[Find]:
    """By their id."""
    id_ = _id(text)
    found = battle_lists.one(connection, id_) if id_ else None
    return [Find(str(found.id), " – ".join(found.names), found.state)] if found else []


def redemptions(connection: Connection, text: str, most: int) -> list[Find]:
    """By our reference, or by their partner's id."""
    id_ = _id(text)
    mine = redemption_admin.one(connection, id_) if id_ else None
    found = [mine] if mine else redemption_admin.page(connection, {"partner_id": text.strip()}, None, most)
    return [Find(str(one["id"]), one["name"], one["state"]) for one in found]


def players(connection: Connection, text: str, most: int) -> list[Find]:
    """By the beginning of their name, or id."""
    id_ = _id(text)
    found = player_finding.by_id(connection, id_) if id_ else player_finding.by_name(connection, text, None, most)
    return [_player(one) for one in found]


def contacts(connection: Connection, text: str, most: int) -> list[Find]:
    """Players by exactly their email or phone number, which begins with a plus."""
    if "@" in text:
        return [_player(one) for one in player_finding.by_email(connection, email_key(text.strip()))[:most]]
    if text.strip().startswith("+"):
        phone = "+" + "".join(filter(str.isdecimal, text))
        return [_player(one) for one in player_finding.by_phone(connection, phone)[:most]]
    return []


def referrals(connection: Connection, text: str, _: int) -> list[Find]:
    """By their id."""
    id_ = _id(text)
    found = referral_lists.one(connection, id_) if id_ else None
    names = [found[side] or "–" for side in ("referrer", "referee")] if found else []
    return [Find(str(found["id"]), " – ".join(names), found["state"])] if found else []


def campaigns(connection: Connection, text: str, most: int) -> list[Find]:
    """Those made last; by their name, or id."""
    statement = sql(
        "SELECT id, name, state FROM campaigns WHERE id = CAST(:id AS uuid) OR lower(name) LIKE :like "
        "ORDER BY id DESC LIMIT :most"
    )
    values = {"id": _id(text), "like": _like(text), "most": most}
    return [Find(str(row.id), row.name, row.state) for row in connection.execute(statement, values)]


def cases(queue: str) -> Callable[[Connection, str, int], list[Find]]:
    """A queue's, by their own id or that of what they are about."""

    def find(connection: Connection, text: str, most: int) -> list[Find]:
        statement = sql(
            "SELECT id, queue, COALESCE(decision, 'open') AS state FROM cases "
            "WHERE queue = :queue AND (id = :id OR subject = :id) ORDER BY opened_at DESC LIMIT :most"
        )
        values = {"queue": queue, "id": _id(text), "most": most}
        rows = connection.execute(statement, values) if values["id"] else ()
        return [Find(str(row.id), row.queue, row.state) for row in rows]

    return find


def threads(connection: Connection, text: str, _: int) -> list[Find]:
    """By their id."""
    id_ = _id(text)
    found = support.one(connection, id_) if id_ else None
    return [Find(str(found.id), found.subject, found.player)] if found else []


def staff(connection: Connection, text: str, most: int) -> list[Find]:
    """By a piece of their name or address, or id."""
    statement = sql(
        "SELECT id, name, email FROM staff WHERE id = CAST(:id AS uuid) OR lower(name) LIKE :like "
        "OR lower(email) LIKE :like ORDER BY name, id LIMIT :most"
    )
    values = {"id": _id(text), "like": _like(text), "most": most}
    return [Find(str(row.id), row.name, row.email) for row in connection.execute(statement, values)]


def transfers(connection: Connection, text: str, _: int) -> list[Find]:
    """By their number."""
    number = text.strip()
    if not (number.isascii() and number.isdecimal() and len(number) <= _DIGITS_MOST):
        return []
    statement = sql("SELECT id, scope, kind, player_id FROM transfers WHERE id = :id")
    rows = connection.execute(statement, {"id": int(number)})
    return [Find(str(row.id), f"{row.scope} · {row.kind}", str(row.player_id)) for row in rows]


def events(connection: Connection, text: str, most: int) -> list[Find]:
    """By their id: of answers, ends, moves and claims what it says itself; others where something went wrong."""
    event = text.strip()
    for kind, read in _EVENTS.items():
        if read(event):
            return [Find(event, kind, "")]
    statement = sql(
        "SELECT topic, code FROM dead_letters WHERE event_id = :event UNION ALL "
        "SELECT '', code FROM refused WHERE event_id = :event LIMIT :most"
    )
    rows = connection.execute(statement, {"event": event, "most": most}).all()
    return [Find(event, rows[0].topic or "refused", rows[0].code)] if rows else []


_DIGITS_MOST = 18
_EVENTS: Mapping[str, Callable[[str], object]] = {
    "answer": read_answer_event_id,
    "end": read_ended_event_id,
    "move": read_move_event_id,
    "claim": read_claim_event_id,
}


def _player(found: Found) -> Find:
    return Find(str(found.id), found.name, found.sanction or found.country or "")


def _like(text: str) -> str:
    return f"%{escaped(text.lower())}%"


def _id(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None
