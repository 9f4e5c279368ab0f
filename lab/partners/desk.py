"""How an order is taken at any of the partners: what goes wrong before it stands, and what afterwards."""

from collections.abc import Callable
from decimal import Decimal
from time import sleep, time
from typing import Literal

from lab.partners.faults import Engine, Fault
from lab.partners.hooks import Hooks
from lab.partners.store import Course, Order, Store, Wish
from lab.partners.wire import NoReply, Reply
from rules.partnering import PartnerName

Why = Literal[
    "error",
    "unavailable",
    "throttled",
    "token_expired",
    "bad_token",
    "balance",
    "busy",
    "recently_recharged",
    "invalid_phone",
]
_BEFORE: dict[Fault, Why] = {
    "error_before": "error",
    "throttled": "throttled",
    "unavailable": "unavailable",
    "token_expired": "token_expired",
    "expired_credential": "bad_token",
    "insufficient_balance": "balance",
    "busy": "busy",
    "recently_recharged": "recently_recharged",
    "invalid_phone": "invalid_phone",
}
_DEARER = Decimal("1.1")
GARBLED = Reply(200, b'{"transactionId": 1000')


class Refused(Exception):
    """Nothing was done; each partner says it in its own words."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class Garbled(Exception):
    """It is answered with what nobody can read."""


class Desk:
    """Takes orders."""

    def __init__(self, store: Store, engine: Engine, hooks: Hooks) -> None:
        self.store, self.engine, self._hooks = store, engine, hooks

    def take(self, wish: Wish, check: Callable[[], None]) -> Order:
        """The order. Raises what `check` does, Refused, NoReply or Garbled."""
        fault = self.engine.of_order(wish.partner, wish.reference, wish.recipient, wish.product)
        self._before(fault)
        check()
        sleep(self.engine.now.window_s if fault == "racy" else self.engine.now.work_s)
        order = self._place(wish, fault)
        self._after(fault, order)
        return order

    def read(self, partner: PartnerName, what: str) -> None:
        """Reading may go wrong too. Raises Refused, NoReply or Garbled."""
        fault = self.engine.of_reading(partner, what)
        if fault == "garbled":
            raise Garbled
        if fault == "slow":
            sleep(self.engine.now.slow_s)
        self._before(fault)

    def seen(self, order: Order) -> Order:
        """An order that may be shown. Raises Refused for one that is mute."""
        if order.fault == "mute":
            raise Refused("error")
        return order

    def told(self, order: Order) -> None:
        """Who subscribed is told of an order that is over."""
        self._hooks.queue(order, copies=2 if order.fault == "duplicate_hook" else 1)

    def _before(self, fault: Fault | None) -> None:
        if fault in _BEFORE:
            raise Refused(_BEFORE[fault])
        if fault == "timeout_before":
            raise NoReply(self.engine.now.hang_s)
        if fault in ("reset_before", "unheard"):
            raise NoReply

    def _place(self, wish: Wish, fault: Fault | None) -> Order:
        now = time()
        if wish.account in {_account(one) for one in self.engine.now.empty}:
            raise Refused("balance")
        shown = wish.cost * _DEARER if fault == "wrong_amount" else wish.cost
        order = self.store.place(wish, self._course(wish, fault, now), now, fault, shown)
        if order is None:
            raise Refused("balance")
        return order

    def _course(self, wish: Wish, fault: Fault | None, now: float) -> Course:
        over = now + self.engine.now.settle_s
        match fault:
            case "stuck":
                return Course("processing", "successful")
            case "failing":
                return Course("processing", "failed", over)
            case "late_effect":
                return Course("late", "successful", now + self.engine.now.late_s)
            case "late_reversal":
                return Course("successful", "refunded", now + self.engine.now.reverse_s)
            case "processing":
                return Course("processing", "successful", over)
        return Course("successful") if wish.at_once else Course("processing", "successful", over)

    def _after(self, fault: Fault | None, order: Order) -> None:
        if order.status == "successful":
            tell = self._hooks.send if fault == "early_hook" else self.told
            tell(order)
        if fault in ("timeout_after", "mute", "late_effect"):
            raise NoReply(self.engine.now.hang_s)
        if fault == "reset_after":
            raise NoReply
        if fault == "error_after":
            raise Refused("error")
        if fault == "garbled":
            raise Garbled
        if fault == "slow":
            sleep(self.engine.now.slow_s)


def _account(partner: PartnerName) -> str:
    return "tremendous" if partner == "tremendous" else "reloadly"
