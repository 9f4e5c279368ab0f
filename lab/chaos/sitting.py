"""One player at one session: without thinking, one by one and in batches, with copies, changes of mind, and help."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from time import monotonic

from lab.players.answering import Answering, Choice
from lab.players.client import ApiError, Client, Session
from lab.players.journal import Aid, Journal
from lab.players.knowledge import choose
from rules.lifelines import LIFELINES

SKILL = 0.7
_COPIES = 0.02
"""Share of hands-in that are sent again although they were answered."""
_CONFLICTS = 0.02
"""Share of questions that are answered twice, differently."""
_HOARD_S = 4.0
"""How long questions are collected before their answers are handed in together: none of them may be late."""
_SINGLES = 0.25
"""Share of hands-in by `POST /v1/answers`, the others by `/batch`."""
_AIDS = 0.03
"""Share of questions for which a lifeline is asked for."""
_LEAVES = 0.02
"""Share of hands-in after which a player has enough, and says so."""
_SAYS_SO = 0.2
"""Share of sessions that are ended by word although nothing is left to answer."""
_SAYS_TWICE = 0.3


@dataclass
class Sitting:
    """The way through a session."""

    client: Client
    session: Session
    journal: Journal
    random: Random
    is_over: Callable[[], bool]
    """Whether everybody is to stop."""

    def __post_init__(self) -> None:
        self._answering = Answering(self.client, self.journal, self.random)

    async def play(self) -> None:
        """To the end, or until the player or everybody has enough. Raises ApiError and NoAnswer."""
        after, last = None, self.session.count - 1
        while (after or 0) < last and not self.is_over():
            choices, after = await self._look(after, self.random.choice((1, 4, 10, 20)))
            await self._hand_in(choices)
            if self.random.random() < _LEAVES:
                return await self._end()
        if self.random.random() < _SAYS_SO and not self.is_over():
            await self._end()
        return None

    async def _look(self, after: int | None, most: int) -> tuple[list[Choice], int | None]:
        """Some questions with answers to them, and the number of the last."""
        choices: list[Choice] = []
        began = monotonic()
        for _ in range(most):
            if after == self.session.count - 1 or monotonic() - began > _HOARD_S:
                break
            question = await self.client.next(self.session, after)
            after = question.no
            if not await self._skips(after):
                choices.append(Choice(self.session, question, choose(question, SKILL, self.random)))
        return choices, after

    async def _skips(self, no: int) -> bool:
        """Ask for help now and then; whether that leaves the question open."""
        if self.random.random() >= _AIDS:
            return False
        kind = self.random.choice(LIFELINES)
        try:
            hidden = await self.client.aid(self.session, kind, no)
        except ApiError as error:
            if error.response.status != 409:
                raise
            return False
        self.journal.write(Aid(self.session.id, kind, no, hidden))
        return kind == "skip"

    async def _hand_in(self, choices: list[Choice]) -> None:
        """Answer some questions; now and then a second thought goes with it, or the whole goes out twice."""
        for choice in list(choices):
            if self.random.random() < _CONFLICTS:
                other = Choice(choice.session, choice.question, choose(choice.question, 0, self.random))
                if other.response != choice.response:
                    choices.insert(self.random.randrange(len(choices) + 1), other)
        for _ in range(1 + (self.random.random() < _COPIES)):
            if self.random.random() < _SINGLES:
                for choice in choices:
                    await self._answering.one(choice)
            else:
                await self._answering.batch(choices)

    async def _end(self) -> None:
        for _ in range(1 + (self.random.random() < _SAYS_TWICE)):
            await self._answering.end(self.session)
