"""Lists that can be had as files: each is its columns and a function that gives its rows; `LISTINGS` names them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter, itemgetter

from sqlalchemy import Connection

from bridges.listed import LISTED
from bridges.listing import AT_ONCE, Filters, Listing, pages
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
    page = partial(quiz_lists.page, connection, filters.get("mode"), filters.get("state"))
    for quiz in pages(page, lambda row: (row.opens_at, row.id)):
        count, langs = len(quiz.question_ids), "|".join(quiz.langs)
        yield quiz.id, quiz.mode, quiz.title, quiz.category, langs, count, quiz.opens_at, quiz.closes_at


def _media(connection: Connection, filters: Filters) -> Iterator[Sequence[object]]:
    for known in pages(partial(media.page, connection, filters.get("kind")), lambda row: (row.created_at, row.id)):
        yield known.id, known.mime, known.size, known.description, known.lang, known.questions, known.created_at


def _audit(connection: Connection, filters: Filters) -> Iterator[Sequence[object]]:
    for row in pages(partial(audit_log.page, connection, audit_log.Filter(**filters)), itemgetter("id")):
        told = [None if row[name] is None else encode_json(row[name]) for name in ("before", "after")]
        yield *(row[name] for name in _AUDIT[:6]), *told, *(row[name] for name in _AUDIT[8:])


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
    for one in pages(partial(staff.entries, connection), attrgetter("id")):
        roles = "|".join(sorted(one.roles))
        yield one.id, one.email, one.name, roles, one.enrolled, one.created_at, one.disabled_at


def _cases(connection: Connection, filters: Filters) -> Iterator[Sequence[object]]:
    is_open = filters["state"] == "open"
    order = attrgetter("opened_at" if is_open else "decided_at", "id")
    for case in pages(partial(cases.page, connection, [filters["queue"]], is_open), order):
        yield tuple(getattr(case, name) for name in _CASE)


def _approvals(connection: Connection, filters: Filters) -> Iterator[Sequence[object]]:
    for request in pages(partial(approvals.page, connection, filters.get("state")), attrgetter("id")):
        yield tuple(getattr(request, name) for name in _APPROVAL)


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
