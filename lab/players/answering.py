"""Handing in answers: journalled before they are sent, sent again until the server has said what became of them."""

from asyncio import sleep
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

import msgspec

from events.identity import answer_event_id, ended_event_id
from lab.players.client import Client, NoAnswer, Question, Session
from lab.players.journal import Ending, Intent, Journal, Said, Told
from lab.players.knowledge import Given
from rules.responses import canonical

_BEYOND_S = 1.0
"""How long after the deadline a player still asks: the server then says `answer_late`."""
_LATE = "answer_late"
_AGAIN = frozenset({"overloaded", "unavailable"})


@dataclass(frozen=True)
class Choice:
    """An answer to be given: a question of a session, and what is said to it."""

    session: Session
    question: Question
    given: Given

    @property
    def response(self) -> str:
        """Its one canonical form."""
        return canonical(self.question.kind, [option.id for option in self.question.options], self.given)

    @property
    def event_id(self) -> str:
        """The id this answer must have, computed here and not believed."""
        return answer_event_id(self.session.id, self.question.no, self.response)

    @property
    def patience_s(self) -> float:
        """Seconds until asking again is of no use."""
        left = (self.question.deadline_at - datetime.now(UTC)).total_seconds()
        return max(left, 0.0) + _BEYOND_S


class Answering:
    """One player's way of answering."""

    def __init__(self, client: Client, journal: Journal, random: Random) -> None:
        self._client = client
        self._journal = journal
        self._random = random

    async def one(self, choice: Choice) -> Said:
        """Answer by `POST /v1/answers`."""
        self._intend(choice)
        body = msgspec.json.encode({"token": choice.question.token, "response": choice.given})
        try:
            response = await self._client.send("POST", "/v1/answers", body, choice.patience_s)
        except NoAnswer:
            return self._note(choice, "silence")
        if response.status in (200, 202):
            return self._note_id(choice, response.document["event_id"])
        return self._note(choice, "late" if response.code == _LATE else "rejected", response.code)

    async def batch(self, choices: Sequence[Choice]) -> None:
        """Answer by `POST /v1/answers/batch`; what was not accepted for want of a server is sent again."""
        for choice in choices:
            self._intend(choice)
        left = list(choices)
        while left := await self._send_batch(left):
            for choice in left:
                if choice.patience_s <= _BEYOND_S:
                    self._note(choice, "silence")
            left = [choice for choice in left if choice.patience_s > _BEYOND_S]
            await sleep(self._random.uniform(0.05, 0.2))

    async def _send_batch(self, choices: Sequence[Choice]) -> list[Choice]:
        """Send until there is an answer; those that must be sent again."""
        if not choices:
            return []
        answers = [{"token": choice.question.token, "response": choice.given} for choice in choices]
        body = msgspec.json.encode({"answers": answers})
        try:
            response = await self._client.send(
                "POST", "/v1/answers/batch", body, max(choice.patience_s for choice in choices)
            )
        except NoAnswer:
            for choice in choices:
                self._note(choice, "silence")
            return []
        if response.status != 202:
            for choice in choices:
                self._note(choice, "rejected", response.code)
            return []
        items = response.document["items"]
        return [choice for choice, item in zip(choices, items, strict=True) if self._must_repeat(choice, item)]

    def _must_repeat(self, choice: Choice, item: dict[str, str]) -> bool:
        if item["status"] == "accepted":
            self._note_id(choice, item["event_id"])
            return False
        if item["code"] in _AGAIN:
            return True
        self._note(choice, "late" if item["code"] == _LATE else "rejected", item["code"])
        return False

    async def end(self, session: Session) -> Said:
        """End a session by `POST /v1/sessions/{id}/finish`."""
        event_id = ended_event_id(session.id)
        self._journal.write(Ending(event_id, session.id, self._client.player_id))
        try:
            response = await self._client.send("POST", f"/v1/sessions/{session.id}/finish", None)
        except NoAnswer:
            return self._tell(event_id, "silence")
        accepted = response.status == 202 and response.document["event_id"] == event_id
        return self._tell(event_id, "accepted") if accepted else self._tell(event_id, "rejected", response.code)

    def _intend(self, choice: Choice) -> None:
        session, question = choice.session, choice.question
        self._journal.write(
            Intent(
                event_id=choice.event_id,
                session_id=session.id,
                question_no=question.no,
                player_id=self._client.player_id,
                category=session.category,
                response=choice.response,
                delivered_at=question.delivered_at,
            )
        )

    def _note(self, choice: Choice, said: Said, code: str = "") -> Said:
        return self._tell(choice.event_id, said, code)

    def _tell(self, event_id: str, said: Said, code: str = "") -> Said:
        self._journal.write(Told(event_id, said, code, datetime.now(UTC)))
        return said

    def _note_id(self, choice: Choice, event_id: str) -> Said:
        """Acknowledged; under another id than its own, it may as well have been refused."""
        if event_id != choice.event_id:
            return self._note(choice, "rejected", f"acknowledged as {event_id}")
        return self._note(choice, "accepted")
