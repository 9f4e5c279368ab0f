"""Signed webhooks, as the partners send them: when an order is over, and a few times more while nobody takes them."""

import hmac
import urllib.error
import urllib.request
from collections.abc import Mapping
from hashlib import sha256
from heapq import heappop, heappush
from itertools import count
from threading import Condition, Thread
from time import monotonic, time
from uuid import NAMESPACE_URL, uuid5

import msgspec

from lab.partners.faults import Engine
from lab.partners.settings import Keys
from lab.partners.shapes import moment, order_id, stamp
from lab.partners.store import Order
from rules.partnering import PartnerName

_TIMEOUT_S = 3.0
_SENDERS = 2
_AGAIN_S = (0.5, 2.0, 5.0)
_EVENTS = {"successful": "ORDERS.EXECUTED", "failed": "ORDERS.FAILED", "refunded": "ORDERS.CANCELED"}


def signed(partner: PartnerName, body: bytes, key: str, at: float) -> dict[str, str]:
    """The headers of a webhook sent at that time."""
    if partner == "tremendous":
        return {"Tremendous-Webhook-Signature": "sha256=" + _hmac(key, body)}
    sent = str(int(at * 1000))
    return {"X-Reloadly-Signature": _hmac(key, body + b":" + sent.encode()), "X-Reloadly-Request-Timestamp": sent}


def _hmac(key: str, message: bytes) -> str:
    return hmac.new(key.encode(), message, sha256).hexdigest()


def body_of(order: Order, at: float) -> bytes:
    """What a webhook says of an order: the same however often it is sent."""
    if order.partner == "tremendous":
        event = _EVENTS.get(order.status, "ORDERS.CREATED")
        return msgspec.json.encode(
            {
                "event": event,
                "uuid": str(uuid5(NAMESPACE_URL, f"{order.number} {event}")),
                "created_utc": moment(at),
                "payload": {"resource": {"id": order_id(order), "type": "orders"}},
            }
        )
    kind = "airtime" if order.partner == "reloadly-airtime" else "giftcard"
    data = {
        "transactionId": order.number,
        "customIdentifier": order.reference or None,
        "status": order.status.upper(),
        "message": None,
    }
    return msgspec.json.encode({"type": f"{kind}_transaction.status", "date": stamp(at), "data": data})


class Hooks:
    """Sends them from threads of its own, to `<base>/v1/webhooks/<partner>`; to nobody if there is no base."""

    def __init__(self, base: str, keys: Mapping[PartnerName, Keys], engine: Engine) -> None:
        self._base, self._keys, self._engine = base.rstrip("/"), keys, engine
        self._due: list[tuple[float, int, PartnerName, bytes, int]] = []
        self._order = count()
        self._changed = Condition()
        self._closed = False
        self.delivered = 0
        for _ in range(_SENDERS):
            Thread(target=self._run, daemon=True).start()

    def queue(self, order: Order, copies: int = 1) -> None:
        """Send it soon."""
        body = body_of(order, time())
        for _ in range(copies):
            self._put(monotonic(), order.partner, body, 0)

    def send(self, order: Order) -> None:
        """Send it now, before its order is answered."""
        self._post(order.partner, body_of(order, time()))

    def close(self) -> None:
        """Send no more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _put(self, due: float, partner: PartnerName, body: bytes, tries: int) -> None:
        if self._is_sent(partner):
            with self._changed:
                heappush(self._due, (due, next(self._order), partner, body, tries))
                self._changed.notify()

    def _is_sent(self, partner: PartnerName) -> bool:
        return self._engine.now.webhooks and bool(self._base) and partner in self._keys

    def _run(self) -> None:
        while (found := self._next()) is not None:
            partner, body, tries = found
            if not self._post(partner, body) and tries < len(_AGAIN_S):
                self._put(monotonic() + _AGAIN_S[tries], partner, body, tries + 1)

    def _next(self) -> tuple[PartnerName, bytes, int] | None:
        with self._changed:
            while not self._closed and (not self._due or self._due[0][0] > monotonic()):
                self._changed.wait(self._due[0][0] - monotonic() if self._due else None)
            if self._closed:
                return None
            _, _, partner, body, tries = heappop(self._due)
            return partner, body, tries

    def _post(self, partner: PartnerName, body: bytes) -> bool:
        if not self._is_sent(partner):
            return True
        headers = {
            "Content-Type": "application/json",
            **signed(partner, body, self._keys[partner].webhook_secret, time()),
        }
        request = urllib.request.Request(f"{self._base}/v1/webhooks/{partner}", body, headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_S):
                self.delivered += 1
                return True
        except (urllib.error.HTTPError, OSError):
            return False
