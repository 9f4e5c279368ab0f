"""Questions on their way through their states, and what they say from now on."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import Connection

from models.bank import from_json, pool, stem_key, to_json, words_of
from models.base import encode_json, sql
from rules import states
from rules.content import Content, Fault, faults, langs
from rules.states import State


class Unready(Exception):
    """A question cannot be asked as it is; `faults` say why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.pointer}: {fault.detail}" for fault in faults))
        self.faults = faults


def transition(connection: Connection, id_: UUID, wanted: State) -> State | None:
    """Bring a question into another state, and what may be drawn with it; the state before. None: no such question.

    Raises states.Forbidden, or Unready with what keeps it from being asked.
    """
    statement = sql(
        "SELECT q.state, r.content FROM questions q JOIN question_revisions r ON r.question_id = q.id "
        "AND r.revision = q.revision WHERE q.id = :id FOR NO KEY UPDATE OF q"
    )
    row = connection.execute(statement, {"id": id_}).first()
    if row is None:
        return None
    before: State = row.state
    states.check(before, wanted)
    if wanted in ("review", "published") and (found := faults(from_json(row.content))):
        raise Unready(found)
    update = sql(
        "UPDATE questions SET state = CAST(:state AS varchar), edition = edition + 1, updated_at = now(), "
        "published_at = CASE WHEN :state = 'published' THEN COALESCE(published_at, now()) ELSE published_at END "
        "WHERE id = :id"
    )
    connection.execute(update, {"state": wanted, "id": id_})
    pool(connection, [id_])
    return before


def transition_wording(
    connection: Connection, id_: UUID, lang: str, wanted: State, by: UUID | None = None
) -> State | None:
    """Bring a translation into another state, which is a new revision of its question; the state before.

    None: there is no such question in that language. Raises states.Forbidden, or Unready as `transition` does.
    """
    statement = sql(
        "SELECT q.revision, r.content FROM questions q JOIN question_revisions r ON r.question_id = q.id "
        "AND r.revision = q.revision WHERE q.id = :id FOR NO KEY UPDATE OF q"
    )
    row = connection.execute(statement, {"id": id_}).first()
    content = row and from_json(row.content)
    words = content and next((words for words in content.wordings if words.lang == lang), None)
    if row is None or not content or not words:
        return None
    states.check(words.state, wanted)
    changed = replace(
        content, wordings=tuple(replace(one, state=wanted) if one is words else one for one in content.wordings)
    )
    if found := faults(changed):
        raise Unready(found)
    revise(connection, id_, row.revision + 1, changed, by)
    return words.state


def revise(connection: Connection, id_: UUID, revision: int, content: Content, by: UUID | None = None) -> None:
    """Have a locked question say something else from now on; what it said before is kept for ever."""
    values = {
        "id": id_,
        "revision": revision,
        "content": encode_json(to_json(content)),
        "by": by,
        "kind": content.kind,
        "langs": langs(content),
        "stem_key": stem_key(content),
        "media_id": content.medium.id if content.medium else None,
        "words": words_of(content),
    }
    insert = sql(
        "INSERT INTO question_revisions (question_id, revision, content, staff_id) "
        "VALUES (:id, :revision, CAST(:content AS jsonb), :by)"
    )
    connection.execute(insert, values)
    update = sql(
        "UPDATE questions SET revision = :revision, kind = :kind, langs = :langs, stem_key = :stem_key, "
        "media_id = :media_id, words = :words, edition = edition + 1, updated_at = now() WHERE id = :id"
    )
    connection.execute(update, values)
    pool(connection, [id_])
