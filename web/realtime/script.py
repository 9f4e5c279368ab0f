"""What a live quiz says: its questions as frames that are made once for all, and what is told after each."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from bridges.play import PlannedQuestion
from models.bank import Asked
from models.quizzes import QuizRow
from rules.live import Timetable
from rules.options import own_order
from rules.responses import solution
from web.composing import direction, planned, wording
from web.depicting import MediaUrl
from web.depicting import shown as shown_medium
from web.realtime.frames import encode
from web.realtime.messages import Choice, QuizQuestion, QuizToken
from web.tokens import AnswerToken, Tokens


class Answered(NamedTuple):
    """What may be told of a question once it is over."""

    solution: list[str]
    explanation: str


class Script:
    """A live quiz in all its languages. Nothing here changes, so that every process says the same."""

    def __init__(self, quiz: QuizRow, questions: Sequence[Asked], media_url: MediaUrl) -> None:
        assert quiz.timetable is not None
        self.quiz = quiz
        self.topic = f"quiz:{quiz.id}"
        self.timetable: Timetable = quiz.timetable
        self.count = len(questions)
        self._questions = questions
        self._media_url = media_url
        self._frames: dict[tuple[int, str], bytes] = {}
        self._planned: dict[tuple[int, str], tuple[PlannedQuestion, str]] = {}

    @property
    def starts_at(self) -> datetime:
        """When the first question opens."""
        return _time(self.timetable.starts_at_ms)

    def lang(self, wanted: str | None) -> str:
        """A language that the quiz has."""
        return wanted if wanted and wanted in self.quiz.langs else self.quiz.langs[0]

    def kind(self, no: int) -> str:
        """A question's kind."""
        return self._questions[no].content.kind

    def _plan(self, no: int, lang: str) -> tuple[PlannedQuestion, str]:
        """A question as it is shown, and its key; made once, as every player's token and reveal needs them."""
        if (no, lang) not in self._planned:
            self._planned[no, lang] = planned(self._questions[no], no, self.quiz.seed, lang)
        return self._planned[no, lang]

    def question(self, no: int, lang: str) -> bytes:
        """The frame that puts a question."""
        if (no, lang) not in self._frames:
            self._frames[no, lang] = encode(self._question(no, lang))
        return self._frames[no, lang]

    def _question(self, no: int, lang: str) -> QuizQuestion:
        shown, _ = self._plan(no, lang)
        return QuizQuestion(
            self.topic,
            no,
            self.count,
            shown.kind,
            shown.stem,
            shown_medium(shown.medium, shown.description, self._media_url),
            [Choice(option.id, option.text) for option in shown.options],
            lang,
            direction(lang),
            _time(self.timetable.opens_at_ms(no)),
            _time(self.timetable.deadline_ms(no)),
        )

    def token(self, tokens: Tokens, no: int, session: bytes, player: bytes, response: str | None) -> bytes:
        """The frame with a player's answer token and order: the same whenever it is made, with the question's times."""
        shown, _ = self._plan(no, self.quiz.langs[0])
        opens_ms, deadline_ms = self.timetable.opens_at_ms(no), self.timetable.deadline_ms(no)
        options = tuple(option.id for option in shown.options)
        token = AnswerToken(session, no, player, options, opens_ms, deadline_ms, shown.kind)
        order = own_order(self.quiz.seed, no, player, options)
        return encode(QuizToken(self.topic, no, tokens.sign_answer(token), response, order))

    def answered(self, no: int, lang: str) -> Answered:
        """What was right, and why. Not to be sent before the question's reveal."""
        content = self._questions[no].content
        _, key = self._plan(no, lang)
        words = wording(content, lang)
        return Answered(solution(content, words, key), words.explanation)


def _time(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
