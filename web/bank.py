"""The question bank as a process remembers it: categories and the ids of their questions, for a minute."""

from random import SystemRandom
from time import monotonic
from uuid import UUID

from bridges.postgres import Postgres
from models import bank
from models.bank import CategoryCount
from models.questions import Question
from rules.drawing import draw

_REMEMBERED_S = 60.0
_SESSIONS_AVOIDED = 5
_random = SystemRandom()


class Bank:
    """Draws questions without reading the bank at each request. Raises Away while Postgres cannot be asked."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._categories: list[CategoryCount] = []
        self._categories_until = 0.0
        self._ids: dict[int, tuple[float, list[UUID]]] = {}

    def categories(self) -> list[CategoryCount]:
        """Every category, with its number of questions."""
        if monotonic() > self._categories_until:
            with self._postgres.connect() as connection:
                self._categories = bank.categories(connection)
            # An empty bank is about to be filled.
            self._categories_until = monotonic() + (_REMEMBERED_S if self._categories else 0)
        return self._categories

    def category(self, slug: str) -> CategoryCount | None:
        """The category of that name."""
        return next((category for category in self.categories() if category.slug == slug), None)

    def draw(self, player: UUID, category_id: int, count: int) -> list[Question]:
        """Up to `count` questions at random; such as the player had of late only if there are no others."""
        with self._postgres.connect() as connection:
            avoid = bank.recently_asked(connection, player, category_id, _SESSIONS_AVOIDED)
            ids = self._question_ids(category_id)
            chosen = draw(ids, avoid, count, _random.sample)
            return bank.questions(connection, chosen)

    def _question_ids(self, category_id: int) -> list[UUID]:
        until, ids = self._ids.get(category_id, (0.0, []))
        if monotonic() > until:
            with self._postgres.connect() as connection:
                ids = bank.question_ids(connection, category_id)
            self._ids[category_id] = (monotonic() + (_REMEMBERED_S if ids else 0), ids)
        return ids
