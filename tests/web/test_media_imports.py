"""Questions are imported with their media, and a file that no row names is removed."""

from base64 import b64encode
from typing import Any

import pytest
from sqlalchemy import Engine
from uuid_utils.compat import uuid7

from bridges.media import prepare
from bridges.strays import remove_strays
from models import bank, media
from models.media import NewMedium
from tasks import runtime
from tasks.importing import work_on_one
from tasks.upkeep import remove_stray_media
from tests.bridges.media.files import photo, picture, wav
from tests.bridges.media.swept import Swept
from tests.web.admin.test_imports import Send, count, die_while_taking, hand_in, send
from tests.web.keeping import ALT, Keep, keep, rows
from web.wires import Wires

__all__ = ["keep", "send"]


def moodle(name: str, data: bytes, shown: str = f'<img src="@@PLUGINFILE@@/a.png" alt="{ALT}">') -> bytes:
    return f"""<?xml version="1.0"?><quiz><question type="truefalse"><questiontext format="html">
        <text><![CDATA[Is this {name}? {shown}]]></text>
        <file name="a.png" encoding="base64">{b64encode(data).decode()}</file></questiontext>
        <answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer>
        </question></quiz>""".encode()


def checked(send: Send, data: bytes) -> tuple[str, dict[str, Any], list[str]]:
    job = hand_in(send, data)
    assert work_on_one()
    faults = [row["detail"] for row in send("GET", f"/{job}/rows").json["items"] if row["fatal"]]
    return job, send("GET", f"/{job}").json, faults


def test_an_import_brings_its_pictures(send: Send, engine: Engine, wires: Wires) -> None:
    before = set(wires.media.ids())
    job, report, faults = checked(send, moodle("yellow", photo()))
    assert (report["new"], report["media"], faults) == (1, 1, [])
    assert set(wires.media.ids()) == before  # a dry run keeps nothing
    send("POST", f"/{job}/commit")
    assert work_on_one()
    made = prepare(photo())
    assert made.medium.id in set(wires.media.ids())
    query = "SELECT m.sha256, m.mime FROM questions q JOIN media m ON m.id = q.media_id WHERE stem_key LIKE '%yellow%'"
    assert rows(engine, query) == [(made.sha256, "image/jpeg")]
    with engine.connect() as connection:
        (draft,) = (draft for draft in bank.drafts(connection, None) if "yellow" in draft.content.wordings[0].stem)
    assert (draft.content.medium, draft.content.wordings[0].description) == (made.medium, ALT)


def test_the_same_words_with_another_picture_are_another_question(send: Send) -> None:
    _, report, _ = checked(send, moodle("green", picture("PNG")))
    assert (report["new"], report["duplicates"]) == (1, 0)
    twice = moodle("green", picture("PNG")).replace(b"</quiz>", b"")
    other = moodle("green", picture("GIF", (30, 30))).partition(b"<quiz>")[2]
    _, report, _ = checked(send, twice + other)
    assert (report["new"], report["duplicates"], report["media"]) == (2, 0, 2)
    _, report, _ = checked(send, twice + moodle("green", picture("PNG")).partition(b"<quiz>")[2])
    assert (report["new"], report["duplicates"]) == (1, 1)


@pytest.mark.parametrize(
    ("data", "shown", "said"),
    [
        (picture("PNG"), '<img src="@@PLUGINFILE@@/a.png">', "(alt)"),
        (wav(), '<audio src="@@PLUGINFILE@@/a.wav"></audio>', "transcript"),
        (b"<svg/>", "", "PNG"),
        (b"MZ executable", "", "none of the types"),
        (photo()[:300], "", "cannot be read"),
    ],
)
def test_a_picture_that_cannot_be_shown_keeps_its_row_out_and_says_what_to_do(
    send: Send, data: bytes, shown: str, said: str
) -> None:
    _, report, (fault,) = checked(send, moodle("odd", data, shown))
    assert (report["new"], report["media"], report["fatal"]) == (0, 0, 1)
    assert said in fault


def test_csv_names_media_that_are_there(send: Send, engine: Engine, keep: Keep) -> None:
    medium = keep(picture("PNG", (33, 44)), "What it shows itself")
    head = "kind,stem,option_1,option_2,correct,media_id,description\n"
    named = f"single_choice,Is it named?,a,b,1,{medium.id},\nsingle_choice,Is it told?,a,b,1,{medium.id},Told\n"
    job, report, faults = checked(send, (head + named).encode())
    assert (report["media"], faults) == (2, [])
    send("POST", f"/{job}/commit")
    work_on_one()
    with engine.connect() as connection:
        drafts = {draft.content.wordings[0].stem: draft for draft in bank.drafts(connection, None)}
    described = {stem: drafts[stem].content.wordings[0].description for stem in ("Is it named?", "Is it told?")}
    assert described == {"Is it named?": "What it shows itself", "Is it told?": "Told"}
    told = drafts["Is it told?"]
    assert told.content.medium is not None
    assert told.medium_id == medium.id == told.content.medium.id
    _, _, (fault,) = checked(send, f"{head}single_choice,Whence?,a,b,1,{uuid7()},Told\n".encode())
    assert "no medium" in fault


def test_an_import_that_dies_half_way_leaves_no_row_and_a_file_that_upkeep_removes(
    send: Send, engine: Engine, wires: Wires
) -> None:
    data = picture("PNG", (77, 11))
    id_ = prepare(data).medium.id
    job, _, _ = checked(send, moodle("halved", data))
    send("POST", f"/{job}/commit")
    die_while_taking(engine)
    assert count(engine, "halved") == 0
    assert rows(engine, f"SELECT FROM media WHERE id = '{id_}'") == []
    named = {row[0] for row in rows(engine, "SELECT id FROM media")}
    assert id_ in set(wires.media.ids())
    remove_stray_media()
    assert set(wires.media.ids()) == named  # all that rows name, and nothing else
    assert work_on_one()
    assert count(engine, "halved") == 1
    assert id_ in set(wires.media.ids())


def test_a_file_whose_row_is_to_come_is_no_stray(engine: Engine, wires: Wires) -> None:
    made = prepare(picture("PNG", (12, 34)))
    with engine.begin() as connection:
        media.hold(connection)
        wires.media.put(made.data)
        assert remove_strays(engine, wires.media) == 0
        media.add(connection, [NewMedium(made.medium, made.mime, made.sha256, made.size)])
    assert remove_strays(engine, wires.media) == 0
    wires.media.open(made.medium.id).close()


def test_a_file_is_no_stray_while_its_import_goes_on(
    send: Send, engine: Engine, wires: Wires, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = picture("PNG", (61, 16))
    job, _, _ = checked(send, moodle("swept", data))
    send("POST", f"/{job}/commit")
    swept = Swept(wires.media, engine)
    monkeypatch.setattr(runtime, "media", lambda: swept)
    assert work_on_one()
    assert (swept.sweeps, send("GET", f"/{job}").json["state"]) == (1, "committed")
    wires.media.open(prepare(data).medium.id).close()
