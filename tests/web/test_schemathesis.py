"""Every operation, with whatever its document allows and forbids: schemathesis, all of its checks.

What the document allows is not refused for its form. It may be for what it means: an id, a token or a category that is
not there, has changed or was tried too often (401, 403, 404, 409, 412, 429, and 422 with a code of its own), which no
schema can say. Half of the ids are real ones.
"""

from collections.abc import Callable
from itertools import count
from typing import Any
from uuid import UUID

import marshmallow as ma
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from sqlalchemy import Engine
from uuid_utils.compat import uuid7

from settings import Settings
from tests.web.admin.conftest import Member, hire
from tests.web.battling import make
from tests.web.conftest import Guest
from web.admin.guard import COOKIE
from web.entry_texts import check as check_entry
from web.limits import Buckets
from web.naming import check_name
from web.passwords import LEAST, check_new
from web.players import zones

_EXAMPLES = 8
_MEANT = {
    *("entry_unknown", "entry_unfit", "event_unfit"),
    *("category_unknown", "response_unknown", "bad_cursor", "code_invalid", "birth_year_future"),
    *("question_faulty", "media_unknown", "time_past", "change_empty", "change_mixed", "category_below_itself"),
    *("sanction_unfit", "decision_unfit", "staff_unfit", "days_unfit", "format_unfit", "quiz_unfit", "season_unfit"),
    *("tokens_insufficient", "value_unfit", "phone_unfit", "report_unfit"),
    *("filter_invalid", "media_empty", "media_type", "time_unfit", "idempotency_key_reused"),
    *(
        "segment_impossible",
        "segment_unknown",
        "players_unknown",
        "segment_empty",
        "season_unknown",
        "audience_unclear",
        "schedule_past",
    ),
    *("variable_unknown", "variable_taken", "variable_in_tag", "language_missing", "text_too_long", "text_empty"),
    *("value_missing", "value_invalid", "assignee_unfit"),
    *("country_needed", "switch_unknown", "threshold_unfit", "budget_unfit", "period_unfit", "quiet_unfit"),
}
"""Codes of a 422 for what is well-formed."""

schemathesis.openapi.format("iana-zone", st.sampled_from(sorted(zones())))
schemathesis.openapi.format("terms-version", st.just(Settings.terms_version))
schemathesis.openapi.format("phone", st.from_regex(r"\+4915[1279][0-9]{8}", fullmatch=True))
_READABLE = st.characters(categories=["L", "N", "Zs"])


def _passes(check: Callable[[str], None], text: str) -> bool:
    try:
        check(text)
    except ma.ValidationError:
        return False
    return bool(text.strip() == text)


schemathesis.openapi.format(
    "password", st.text(_READABLE, min_size=LEAST, max_size=20).filter(lambda text: _passes(check_new, text))
)
schemathesis.openapi.format(
    "entry-text", st.text(_READABLE, min_size=1, max_size=80).filter(lambda text: _passes(check_entry, text))
)
schemathesis.openapi.format(
    "player-name", st.text(_READABLE, min_size=1, max_size=8).filter(lambda text: _passes(check_name, text))
)


@pytest.fixture(scope="module")
def operations(app: Flask) -> list[Any]:
    """All of the document's operations; nobody comes too often."""
    for name in ("report_rates", "friend_rates", "search_rates"):
        setattr(app.extensions["wires"], name, Buckets(1e6, 1e6))
    client: Any = app.test_client()
    schema = schemathesis.openapi.from_dict(_without_cookies(client.get("/v1/openapi.json").json))
    schema.app = app
    schema.config.checks.positive_data_acceptance.expected_statuses = [
        *("2xx", "401", "403", "404", "409", "412", "422", "429")
    ]
    refused = schema.config.checks.negative_data_rejection
    refused.expected_statuses = [*refused.expected_statuses, "412"]  # an If-Match that is no ETag is not the latest
    return [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]  # a bad one raises


@pytest.mark.timeout(600)
def test_every_operation_keeps_to_its_document(
    operations: list[Any], become: Callable[..., Guest], app: Flask, engine: Engine
) -> None:
    broken = {}
    for operation in operations:
        guest, owner = become(), hire(app, engine, "owner")  # one of the operations ends their session
        admin = operation.path.startswith("/v1/admin")
        headers = owner.headers if admin else {"Authorization": f"Bearer {guest.token}"}
        cookies = {COOKIE: owner.token} if admin else {}  # the client keeps its own, and drops the header
        real = (
            _real(guest, owner, make(app.extensions["wires"], guest.id, become().id)) if "{" in operation.path else {}
        )
        for mode in GenerationMode:
            try:
                statuses = _try(operation, mode, (headers, cookies), real)
                ruled = operation.definition.raw.get("x-staff", {}).get("session") == "whole"
                assert statuses != {401} or not ruled or mode is GenerationMode.NEGATIVE, "nobody was let in"
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE  # there is nothing about it that could be wrong
            except (BaseExceptionGroup, Exception) as error:
                told = getattr(error, "exceptions", [error])
                broken[f"{operation.label}, {mode.value}"] = "\n".join(map(str, told))[:1500]
    assert not broken, "\n\n".join(f"{label}: {why}" for label, why in broken.items())


def _without_cookies(document: dict[str, Any]) -> dict[str, Any]:
    """The document without the scheme of staff: the session comes along, and none is made up in its place."""
    for path, methods in document["paths"].items():
        for told in methods.values() if path.startswith("/v1/admin") else ():
            if isinstance(told, dict):
                told.pop("security", None)
    return document


def _real(guest: Guest, owner: Member, battle: UUID) -> dict[str, str]:
    """Ids of things that are there, by the name of the parameter."""
    session = guest.start()
    question = guest.next(session)
    accepted = guest.answer(question)
    quiz = guest.start(mode="daily")
    job = owner.post(
        "/v1/admin/imports",
        data=b"Q?\nA. a\nB. b\nANSWER: A\n",
        headers={"Content-Type": "application/octet-stream"},
    )
    prompt = owner.post("/v1/admin/prompts", json={"texts": {"en": "A prompt"}})
    return {
        "prompt_id": prompt.json["id"],
        "session_id": session,
        "question_id": question["id"],
        "event_id": accepted.json["event_id"],
        "board": "category.maths.week",
        "quiz_id": guest.get(f"/v1/sessions/{quiz}").json["quiz_id"],
        "category_id": "1",
        "import_id": (job.json or {}).get("id", str(uuid7())),
        "export_id": guest.post("/v1/me/exports").json["id"],
        "battle_id": str(battle),
        "code": guest.post("/v1/challenges", {"mode": "quiz"}).json["code"],
        "upload_id": guest.post("/v1/uploads", {"type": "image/png", "size": 1}).json["id"],
    }


def _try(operation: Any, mode: GenerationMode, who: tuple[dict[str, str], ...], real: dict[str, str]) -> set[int]:
    """The statuses that came."""
    numbers, statuses = count(), set[int]()
    headers, cookies = who

    @settings(
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def holds(case: Any) -> None:
        if mode is GenerationMode.POSITIVE and next(numbers) % 2:
            case.path_parameters |= {name: real[name] for name in case.path_parameters if name in real}
        response = case.call_and_validate(headers=headers, cookies=cookies)
        statuses.add(response.status_code)
        if mode is GenerationMode.POSITIVE and response.status_code == 422:
            # apispec has no words for names in a map; that no string holds U+0000 is said once, for all of them.
            unsaid = all(fault.get("pointer", "").endswith("/key") for fault in response.json().get("errors", [{}]))
            unsaid |= "U+0000" in response.text
            assert unsaid or response.json()["code"] in _MEANT, f"{case.body!r} {case.query!r}: {response.text}"

    holds()
    return statuses
