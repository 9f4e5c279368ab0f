"""Lists that can be had as files: each is its columns and a function that gives its rows; `LISTINGS` names them."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection

from bridges.listed import LISTED
from bridges.listing import AT_ONCE, Filters, Listing
from models import (
    approvals,
    audit_log,
    cases,
    category_tree,
    media,
    player_finding,
    quiz_lists,
    season_plans,
    staff,
)
from models.base import encode_json
from rules.achievements import ACHIEVEMENTS
from rules.masking import mask_email, mask_phone


def _categories(connection: Connection, _: Filters) -> Iterator[Sequence[object]]:
    for branch in category_tree.every(connection):
        names = "|".join(f"{lang}={name}" for lang, name in sorted(branch.names.items()))
        yield branch.id, branch.slug, branch.name, names, branch.parent_id, branch.position, branch.questions


def _quizzes(connection: Connection, filters: Filters) -> Iterator[Sequence[object]]:
    place = None
    while found := quiz_lists.page(connection, filters.get("mode"), filters.get("state"), place, AT_ONCE):
        for quiz in found:
            count, langs = len(quiz.question_ids), "|".join(quiz.langs)
            yield quiz.id, quiz.mode, quiz.title, quiz.category, langs, count, quiz.opens_at, quiz.closes_at
        place = (found[-1].opens_at, found[-1].id)


def _media(connection: Connection, filters: Filters) -> Iterator[Sequence[object]]:
    place = None
    while found := media.page(connection, filters.get("kind"), place, AT_ONCE):
        for known in found:
            yield known.id, known.mime, known.size, known.description, known.lang, known.questions, known.created_at
        place = (found[-1].created_at, found[-1].id)


def _audit(connection: Connection, filters: Filters) -> Iterator[Sequence[object]]:
    wanted, before = audit_log.Filter(**filters), None
    while found := audit_log.page(connection, wanted, before, AT_ONCE):
        for row in found:
            told = [None if row[name] is None else encode_json(row[name]) for name in ("before", "after")]
            yield *(row[name] for name in _AUDIT[:6]), *told, *(row[name] for name in _AUDIT[8:])
        before = found[-1]["id"]


def _seasons(connection: Connection, _: Filters) -> Iterator[Sequence[object]]:
    for season in season_plans.every(connection):
        prizes = "|".join(f"{prize['first']}-{prize['last']}={prize['tokens']}" for prize in season.prizes)
        yield season.id, season.name, season.first, season.last, prizes, season.sealed_at


def _achievements(_: Connection, __: Filters) -> Iterator[Sequence[object]]:
    for one in ACHIEVEMENTS:
        yield one.code, one.name, one.description, one.metric, one.threshold, one.tier


def _players(connection: Connection, filters: Filters) -> Iterator[Sequence[object]]:
    place, whole = None, filters.get("contacts")
    while found := player_finding.by_name(connection, filters.get("name") or "", place, AT_ONCE):
        known = player_finding.contacts(connection, [player.id for player in found])
        for player in found:
            email, phone = known[player.id]
            if not whole:
                email, phone = email and mask_email(email), phone and mask_phone(phone)
            told = (getattr(player, name) for name in _PLAYER)
            yield *told, email, phone
        place = (found[-1].name_key, found[-1].id)


def _staff(connection: Connection, _: Filters) -> Iterator[Sequence[object]]:
    after = None
    while found := staff.entries(connection, after, AT_ONCE):
        for one in found:
            roles = "|".join(sorted(one.roles))
            yield one.id, one.email, one.name, roles, one.enrolled, one.created_at, one.disabled_at
        after = found[-1].id


def _cases(connection: Connection, filters: Filters) -> Iterator[Sequence[object]]:
    place, is_open = None, filters["state"] == "open"
    while found := cases.page(connection, [filters["queue"]], is_open, place, AT_ONCE):
        for case in found:
            yield tuple(getattr(case, name) for name in _CASE)
        at = found[-1].opened_at if is_open else found[-1].decided_at
        assert at is not None
        place = (at, found[-1].id)


def _approvals(connection: Connection, filters: Filters) -> Iterator[Sequence[object]]:
    before = None
    while found := approvals.page(connection, filters.get("state"), before, AT_ONCE):
        for request in found:
            yield tuple(getattr(request, name) for name in _APPROVAL)
        before = found[-1].id


_PLAYER = ("id", "name", "country", "registered", "created_at", "score", "sanction")
_CASE = (
    *("id", "queue", "subject", "weight", "opened_by", "opened_at", "updated_at", "decided_at", "decided_name"),
    *("decision", "reason"),
)
_APPROVAL = (
    *("id", "action", "subject_kind", "subject_id", "reason", "requester", "requested_at", "expires_at", "state"),
    *("decider", "decided_at", "note"),
)
_AUDIT = (
    *("id", "at", "actor", "action", "subject_kind", "subject_id", "before", "after", "reason"),
    *("address", "agent", "request_id"),
)
LISTINGS: Mapping[str, Listing] = {
    "categories": Listing(("id", "slug", "name", "names", "parent_id", "position", "questions"), _categories),
    "quizzes": Listing(("id", "mode", "title", "category", "langs", "questions", "opens_at", "closes_at"), _quizzes),
    "audit": Listing(_AUDIT, _audit),
    "seasons": Listing(("id", "name", "first", "last", "prizes", "sealed_at"), _seasons),
    "achievements": Listing(("code", "name", "description", "metric", "threshold", "tier"), _achievements),
    "players": Listing((*_PLAYER, "email", "phone"), _players),
    "staff": Listing(("id", "email", "name", "roles", "enrolled", "created_at", "disabled_at"), _staff),
    "cases": Listing(_CASE, _cases),
    "approvals": Listing(_APPROVAL, _approvals),
    "media": Listing(("id", "mime", "size", "description", "lang", "questions", "created_at"), _media),
    **LISTED,
}
