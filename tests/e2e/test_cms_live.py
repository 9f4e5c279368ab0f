"""An operator's day: what could not be applied is mended and sent on its way, and the past is looked at."""

import msgspec
import pytest
from playwright.sync_api import expect
from sqlalchemy import Engine, text
from uuid_utils.compat import uuid7

from tests.e2e.cms import Member
from tests.pipeline import answer

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
_LETTER = text(
    "INSERT INTO dead_letters (event_id, topic, topic_id, kafka_partition, kafka_offset, code, detail, value) "
    "VALUES (:event, 'quiz.submissions', :event, 0, 0, 'malformed', 'at `$.received_at`', :value) RETURNING id"
)


def test_a_dead_letter_is_mended_and_replayed_and_its_life_is_told(owner: Member, database: Engine) -> None:
    good = answer(uuid7(), uuid7(), 0)
    event = msgspec.json.decode(good)["event_id"]
    with database.begin() as connection:
        values = {"event": event, "value": good.replace(b'"received_at":"', b'"received_at":"on ')}
        letter = connection.execute(_LETTER, values).scalar_one()
    page = owner.open(f"/integrity/{letter}")
    expect(page.locator("main")).to_contain_text("MalformedEvent")
    page.get_by_role("button", name="Mend and replay…").click()
    dialog = page.get_by_role("dialog")
    should_be = dialog.get_by_label("The event as JSON")
    should_be.fill(should_be.input_value().replace('"response": "a"', '"response": "b"'))
    dialog.get_by_label("Reason").fill("Its time was no time.")
    dialog.get_by_role("button", name="Send it").click()
    expect(dialog.get_by_role("alert")).to_contain_text("cannot be read")
    should_be.fill(good.decode())
    dialog.get_by_role("button", name="Send it").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("main")).to_contain_text("Replayed")
    expect(page.get_by_role("button", name="Replay…")).to_have_count(0)
    page.get_by_role("link", name="Its life").click()
    expect(page.locator("main")).to_contain_text("Dead letter")
    live = owner.open("/live?span=24h")
    expect(live.get_by_label("How far back")).to_contain_text("A day")
    live.get_by_label("How far back").click()
    live.get_by_role("option", name="A week").click()
    expect(live).to_have_url(f"{owner.admin}#/live?span=7d")
