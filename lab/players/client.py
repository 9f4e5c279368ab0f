"""The public API as one player uses it: every call is repeated, with the same bytes, until the server answers it."""

from asyncio import sleep
from collections.abc import Mapping
from datetime import datetime
from random import Random
from time import monotonic
from typing import Any
from uuid import UUID

import msgspec

from lab.players.wire import Connection, Response, Unreachable
from rules.content import Kind

_FIRST_S = 0.05
_MOST_S = 2.0


class NoAnswer(Exception):
    """Nothing but silence and 5xx until the deadline."""


class ApiError(Exception):
    """The server refused, in a way that asking again will not change."""

    def __init__(self, path: str, response: Response) -> None:
        super().__init__(f"{path}: {response.status} {response.code} {response.body[:200]!r}")
        self.response = response


class Option(msgspec.Struct, frozen=True):
    """One choice of a question."""

    id: str
    text: str


class Question(msgspec.Struct, frozen=True):
    """What `next` delivers; members that are not named here are ignored."""

    no: int
    of: int
    stem: str
    options: list[Option]
    delivered_at: datetime
    deadline_at: datetime
    token: str
    kind: Kind = "single_choice"


class Session(msgspec.Struct, frozen=True):
    """A running session."""

    id: UUID
    category: str
    count: int


class Client:
    """One guest, who signs in when asked to. `random` decides only the jitter between repetitions."""

    def __init__(
        self, origin: str, device_key: str, name: str, country: str, random: Random, timeout_s: float = 5.0
    ) -> None:
        self._connection = Connection(origin, timeout_s)
        self._guest = _json({"device_key": device_key, "name": name, "country": country})
        self._random = random
        self._authorization: dict[str, str] = {}
        self._refresh_token = ""
        self.player_id = UUID(int=0)

    async def register(self, patience_s: float = 60.0) -> None:
        """Become a guest, or the same guest again: the device key decides."""
        response = await self._until_answered("POST", "/v1/players", self._guest, {}, patience_s)
        if response.status not in (200, 201):
            raise ApiError("/v1/players", response)
        self.player_id = UUID(response.document["player"]["id"])
        self._keep(response)

    async def refresh(self, patience_s: float = 60.0) -> None:
        """Renew the tokens; a login that has ended is begun anew with the device key."""
        body = _json({"refresh_token": self._refresh_token})
        response = await self._until_answered("POST", "/v1/auth/refresh", body, {}, patience_s)
        if response.status == 200:
            self._keep(response)
        else:
            await self.register(patience_s)

    def _keep(self, login: Response) -> None:
        self._authorization = {"Authorization": f"Bearer {login.document['access_token']}"}
        self._refresh_token = login.document["refresh_token"]

    async def categories(self) -> list[str]:
        """Slugs of the categories that have questions."""
        items = (await self.call("GET", "/v1/categories"))["items"]
        return [item["slug"] for item in items if item.get("questions", 1)]

    async def start(self, category: str, mode: str = "ranked") -> Session:
        """Start a session of one's own, or today's challenge."""
        document = await self.call("POST", "/v1/sessions", {"category": category, "mode": mode})
        return msgspec.convert(document, Session)

    async def practise(self, category: str, count: int, time_factor: float) -> Session:
        """Start a session of practice."""
        wanted = {"mode": "practice", "category": category, "count": count, "time_factor": time_factor}
        return msgspec.convert(await self.call("POST", "/v1/sessions", wanted), Session)

    async def enter(self, quiz: UUID, mode: str = "live") -> Session:
        """Begin the one attempt at a quiz, or find it begun."""
        document = await self.call("POST", "/v1/sessions", {"mode": mode, "quiz_id": str(quiz)})
        return msgspec.convert(document, Session)

    async def aid(self, session: Session, kind: str, no: int) -> list[str]:
        """Use a lifeline for a question; the options that it takes away."""
        document = await self.call("POST", f"/v1/sessions/{session.id}/lifelines", {"kind": kind, "no": no})
        return list(document["hidden"])

    async def next(self, session: Session, after: int | None) -> Question:
        """The question after `after`, or the first."""
        body = {} if after is None else {"after": after}
        document = await self.call("POST", f"/v1/sessions/{session.id}/next", body)
        return msgspec.convert(document, Question)

    async def outcome(self, event_id: str) -> dict[str, Any] | None:
        """An event's final outcome, or None while there is none."""
        response = await self.send("GET", f"/v1/events/{event_id}", None)
        if response.status == 200:
            return dict(response.document)
        if response.status == 404:
            return None
        raise ApiError("/v1/events", response)

    async def realtime(self) -> tuple[str, str]:
        """A one-time token, and the socket's URL."""
        document = await self.call("POST", "/v1/realtime/tokens", {})
        return document["token"], document["url"]

    async def call(self, method: str, path: str, body: Any = None, patience_s: float = 60.0) -> Any:
        """A call whose refusal is an error: the document of a 2xx. Raises ApiError or NoAnswer."""
        response = await self.send(method, path, None if body is None else _json(body), patience_s)
        if not 200 <= response.status < 300:
            raise ApiError(path, response)
        return response.document

    async def send(self, method: str, path: str, body: bytes | None, patience_s: float = 60.0) -> Response:
        """A call repeated until it is answered; an access token that ran out is got anew. Raises NoAnswer."""
        response = await self._until_answered(method, path, body, self._authorization, patience_s)
        if response.status != 401 or response.code.startswith("answer_token"):
            return response
        await self.refresh(patience_s)
        return await self._until_answered(method, path, body, self._authorization, patience_s)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    async def _until_answered(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], patience_s: float
    ) -> Response:
        deadline = monotonic() + patience_s
        delay_s = _FIRST_S
        while True:
            try:
                response = await self._connection.request(method, path, body, headers)
                if response.status < 500 and response.status != 429:
                    return response
                why = f"{response.status} {response.code}"
            except Unreachable as error:
                why = str(error)
            if monotonic() + delay_s > deadline:
                raise NoAnswer(f"{method} {path}: {why}")
            await sleep(delay_s * self._random.uniform(0.5, 1.0))
            delay_s = min(delay_s * 2, _MOST_S)


_json = msgspec.json.Encoder().encode
