"""The journal: what was written is read back, a line cut off by a death is not."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from lab.players.journal import Aid, Closed, Ending, Intent, Journal, Line, Revealed, Told, read

INTENT = Intent("event", UUID(int=1), 3, UUID(int=2), "music", "AB12", datetime(2026, 11, 23, tzinfo=UTC))


def test_lines_come_back_as_they_were_written(tmp_path: Path) -> None:
    quiz, player, at = UUID(int=3), INTENT.player_id, INTENT.delivered_at
    lines: list[Line] = [
        INTENT,
        Told("event", "silence"),
        Told("event", "rejected", "answer_token_invalid", at),
        Ending("event", INTENT.session_id, player),
        Aid(INTENT.session_id, "fifty_fifty", 3, ["AB12"]),
        Revealed(quiz, player, 0, "single_choice", True, 2, 1, {"AB12": 2}, "AB12", 1000, 1000, 1),
        Closed(quiz, player, 2, None, None),
    ]
    with Journal(tmp_path / "journal") as journal:
        for line in lines:
            journal.write(line)
    assert list(read(tmp_path / "journal")) == lines


def test_a_line_is_there_before_the_journal_is_closed(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal") as journal:
        journal.write(INTENT)
        assert list(read(tmp_path / "journal")) == [INTENT]


def test_a_second_journal_adds_to_the_first(tmp_path: Path) -> None:
    for _ in range(2):
        with Journal(tmp_path / "journal") as journal:
            journal.write(INTENT)
    assert list(read(tmp_path / "journal")) == [INTENT, INTENT]


def test_a_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal") as journal:
        journal.write(INTENT)
    whole = (tmp_path / "journal").read_bytes()
    (tmp_path / "journal").write_bytes(whole + whole[:-1])
    assert list(read(tmp_path / "journal")) == [INTENT]


def test_one_with_a_greatest_size_begins_anew(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal", most_bytes=100) as journal:
        for number in range(9):
            journal.write(Told(str(number), "accepted"))
    left = list(read(tmp_path / "journal"))
    assert left
    assert left[-1] == Told("8", "accepted")
    assert (tmp_path / "journal").stat().st_size < 200
