"""Two members of staff at the queue `redemptions`: what they are shown of each case, and what they do with it."""

from collections.abc import Collection, Iterator
from time import monotonic, sleep
from typing import Any
from uuid import UUID

from sqlalchemy import Engine

from lab.chaos.redeeming.evidence import Simulator
from lab.chaos.redeeming.judge import Seen
from lab.desk import Answer, Desk
from lab.folder import LabError
from settings import Settings

_CASES = "/v1/admin/cases?queue=redemptions&limit=50"
_PATIENCE_S, _AGAIN_S = 60.0, 1.0
_REASON = "The partner has not said what became of it."


class People:
    """They see the queue alone: what has no case, nobody works on. Not for two threads."""

    def __init__(self, engine: Engine, settings: Settings, simulator: Simulator, *, works: bool) -> None:
        """`works`: whether they do anything but look."""
        self._one, self._other = (Desk(engine, settings, settings.api_url, name) for name in ("Ann", "Bob"))
        self._simulator, self._works = simulator, works
        self.seen: dict[UUID, Seen] = {}
        """As each was when it was seen first."""
        self._asked: dict[UUID, int] = {}
        """The last attempt of each when its partner was asked again."""

    def close(self) -> None:
        """Leave."""
        self._one.close()
        self._other.close()

    def cases(self) -> list[UUID]:
        """Of which redemptions some are open. Raises LabError."""
        return [UUID(line["subject_id"]) for line in self._lines()]

    def _lines(self) -> Iterator[dict[str, Any]]:
        cursor = ""
        while True:
            page = _ask(self._one, "GET", _CASES + cursor).document
            yield from page["items"]
            if page["next"] is None:
                return
            cursor = f"&cursor={page['next']}"

    def look(self) -> list[dict[str, Any]]:
        """The redemptions that wait for people. Raises LabError."""
        found = []
        for case in list(self._lines()):
            shown = _ask(self._one, "GET", f"/v1/admin/cases/{case['id']}").document["redemption"]
            if shown["state"] == "manual_review":
                self.seen.setdefault(UUID(shown["id"]), _seen(shown))
                found.append(shown)
        return found

    def work(self) -> None:
        """Have the partner asked again about each; what they know nothing of is decided. Raises LabError."""
        waiting = self.look()
        if waiting and self._works:
            self._agree()
        for shown in waiting if self._works else ():
            id_ = UUID(shown["id"])
            since = self._asked.get(id_)
            fresh = [one for one in shown["attempts"] if since is not None and one["fence"] > since and one["ended_at"]]
            if since is not None and not fresh:
                continue  # the answer is still to come
            if fresh and fresh[-1]["verdict"] == "absent" and not self._is_issued(id_):
                self._decide(id_)
            else:
                self._ask_again(shown)

    def _ask_again(self, shown: dict[str, Any]) -> None:
        self._asked[UUID(shown["id"])] = max((one["fence"] for one in shown["attempts"]), default=0)
        _ask(self._one, "POST", f"/v1/admin/redemptions/{shown['id']}/retry", {"reason": _REASON}, (200, 409))

    def _is_issued(self, id_: UUID) -> bool:
        """What people see at the partner's own desk."""
        return bool(self._simulator.call("GET", f"/witness/issued?reference={id_}")["issued"])

    def _decide(self, id_: UUID) -> None:
        """It has not come, and will not; above a threshold the other has to agree."""
        wanted = {"outcome": "failed", "reason": "The partner knows nothing of it."}
        self._one.prove()
        _ask(self._one, "POST", f"/v1/admin/redemptions/{id_}/resolve", wanted, (200, 202, 409))

    def _agree(self) -> None:
        self._other.prove()
        for request in _ask(self._other, "GET", "/v1/admin/approvals?state=open").document["items"]:
            _ask(self._other, "POST", f"/v1/admin/approvals/{request['id']}/approve", {}, (200, 409))


def _ask(desk: Desk, method: str, path: str, body: object = None, good: Collection[int] = (200,)) -> Answer:
    """Again while it is not well answered: what is asked here may be asked twice. Raises LabError."""
    deadline = monotonic() + _PATIENCE_S
    while True:
        try:
            return desk.ask(method, path, body, good)
        except LabError:
            if monotonic() > deadline:
                raise
            sleep(_AGAIN_S)


def _seen(shown: dict[str, Any]) -> Seen:
    return Seen(
        UUID(shown["id"]),
        tuple((one["work"], one["verdict"]) for one in shown["attempts"]),
        tuple((one["before"], one["after"]) for one in shown["transitions"]),
        shown["last_verdict"],
        tuple(shown["decisions"]),
    )
