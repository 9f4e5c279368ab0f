"""What staff list and what is forgotten is found by an index, however much there is."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text

from models.retention import CATEGORIES

LISTS = {
    "referrals_state_id_ix": "SELECT * FROM referrals WHERE state = 'held' ORDER BY id DESC LIMIT 50",
    "referrals_reasons_ix": "SELECT * FROM referrals WHERE reasons @> jsonb_build_array(jsonb_build_array('x'::text))",
}
FORGOTTEN = {
    "threads": "threads_closed_at_ix",
    "letters": "player_messages_created_at_ix",
    "messages": "messages_settled_at_ix",
    "accusations": "player_reports_closed_at_ix",
    "reports": "question_reports_closed_at_ix",
    "appeals": "appeals_decided_at_ix",
}


def plan(engine: Engine, statement: str) -> str:
    """How Postgres would do it, if it had no other way than an index."""
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        rows = connection.execute(text(f"EXPLAIN {statement}"), {"before": datetime.now(UTC), "most": 100}).scalars()
        return "\n".join(rows)


@pytest.mark.parametrize(("index", "statement"), LISTS.items())
def test_staff_list_referrals_by_an_index(owner_engine: Engine, index: str, statement: str) -> None:
    assert index in plan(owner_engine, statement)


@pytest.mark.parametrize(("name", "index"), FORGOTTEN.items())
def test_what_is_over_is_found_by_its_time(owner_engine: Engine, name: str, index: str) -> None:
    category = CATEGORIES[name]
    over = category.over.replace(":before", "CAST(:before AS timestamptz)")
    assert index in plan(owner_engine, f"SELECT ctid FROM {category.table} WHERE {over} LIMIT :most")
