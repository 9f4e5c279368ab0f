"""Calls to partners that are under way in this process: each in a thread, after its lease and outside any transaction.

What comes of a call is written by its own thread, if the lease is still the newest. A process that dies leaves leases
that run out.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from time import CLOCK_BOOTTIME, clock_gettime, sleep
from typing import Any

import structlog
from celery.signals import worker_process_shutdown
from sqlalchemy.exc import SQLAlchemyError

from bridges.partners.port import Partner
from models import deliveries, partner_state, redemption_claims, switches
from models.redemption_claims import Claim
from rules.partner_health import health, rest_s
from rules.partnering import Answer, PartnerName
from rules.redemption import LEASE_SLACK_S
from rules.switches import REDEMPTIONS, of_partner, product_of
from tasks import hints, runtime
from tasks.delivering import deliver

log = structlog.get_logger()

THREADS = 12
"""For each partner: one that is slow holds up no other."""
_AGAIN_S = 0.5
_DELIVERING_S = 120.0
chance = random.SystemRandom().random


def boottime() -> float:
    """Seconds that also pass while this process, or the whole machine, is stopped."""
    return clock_gettime(CLOCK_BOOTTIME)


class Flights:
    """One a process."""

    def __init__(self) -> None:
        self._pools: dict[PartnerName, ThreadPoolExecutor] = {}
        self._under_way: dict[PartnerName, set[Future[None]]] = defaultdict(set)

    def start(self, partners: Mapping[PartnerName, Partner]) -> int:
        """Take what is due, as far as there are threads; how much was begun. Nothing is waited for."""
        return sum(self._start(partner) for partner in partners.values())

    def _start(self, partner: Partner) -> int:
        under_way = {one for one in self._under_way[partner.name] if not one.done()}
        self._under_way[partner.name] = under_way
        free = THREADS - len(under_way)
        if free <= 0:
            return 0
        ends_at = boottime() + lease_s(partner)
        with runtime.engine().begin() as connection:
            off = switches.off(connection)
            products = [product for name in off if (product := product_of(name))]
            may_submit = off.isdisjoint({REDEMPTIONS, of_partner(partner.name)})
            room = partner_state.room(connection, partner.name, free)
            # Of an odd number either has the greater half: where there is room for one call alone, nobody is kept out.
            half = (room.calls + round(chance())) // 2
            due = deliveries.lease(connection, partner.name, half, _DELIVERING_S)
            partner_state.take(connection, partner.name, len(due))
            left = free - len(due)
            claims = redemption_claims.claim(connection, partner.name, left, lease_s(partner), products, may_submit)
        for claimed in claims:
            self._go(partner, fly, claimed, ends_at)
        for delivery in due:
            self._go(partner, deliver, delivery)
        return len(claims) + len(due)

    def _go(self, partner: Partner, call: Callable[..., None], *given: Any) -> None:
        name = partner.name
        if name not in self._pools:
            self._pools[name] = ThreadPoolExecutor(THREADS, name)
        self._under_way[name].add(self._pools[name].submit(_logged, call, partner, *given))

    def wait(self, seconds: float | None) -> bool:
        """Wait until one has landed; False: none is under way, or none landed."""
        flying = self._all()
        return bool(flying) and bool(wait(flying, seconds, FIRST_COMPLETED).done)

    def land(self) -> None:
        """Wait for all."""
        wait(self._all())

    def _all(self) -> set[Future[None]]:
        """Those that were begun, but for what had landed when its partner was last looked at."""
        return set().union(*self._under_way.values())


def _logged(call: Callable[..., None], *given: Any) -> None:
    try:
        call(*given)
    except Exception:
        log.exception("a call to a partner came to nothing; its lease runs out")


def lease_s(partner: Partner) -> float:
    """How long a lease is: one call, and the time until it is made."""
    return partner.call_most_s + LEASE_SLACK_S


def fly(partner: Partner, claimed: Claim, ends_at: float) -> None:
    """Make a call and write what came of it. `ends_at`: when the lease ends at the earliest, by `boottime`."""
    answer = ask(partner, claimed, ends_at)
    while True:
        try:
            _write(partner, claimed, answer)
        except SQLAlchemyError as error:
            if boottime() > ends_at:
                raise
            log.warning("an answer could not be written yet", id=str(claimed.id), error=str(error)[:200])
            sleep(_AGAIN_S)
        else:
            return


def ask(partner: Partner, claimed: Claim, ends_at: float) -> Answer:
    """Call, unless the lease is within one call of its end: who takes it over must not meet an order that is sent."""
    latest = ends_at - partner.call_most_s
    if boottime() >= latest:
        return Answer("not_sent", "lease_ran_out")
    try:
        if claimed.work == "submit":
            return partner.submit(claimed.order, latest)
        return partner.look_up(claimed.order, claimed.since, claimed.partner_id)
    except Exception as error:
        log.exception("a partner raised, which it must not", partner=partner.name)
        return Answer("ambiguous", f"raised_{type(error).__name__}")


def _write(partner: Partner, claimed: Claim, answer: Answer) -> None:
    with runtime.engine().begin() as connection:
        changed = redemption_claims.settle(connection, claimed, answer, claimed.at, partner.hold_most_s, chance())
        if claimed.work == "submit":
            _note_health(connection, partner.name, answer)
    if changed:
        hints.redeemed([changed])


def _note_health(connection: Any, name: PartnerName, answer: Answer) -> None:
    """The breaker."""
    found = health(answer)
    if found.sign == "well":
        partner_state.went_well(connection, name)
    seconds = found.rest_s
    if found.sign == "failed":
        seconds = rest_s(partner_state.failed(connection, name))
    if seconds is not None:
        log.warning("a partner rests", partner=name, seconds=seconds, why=answer.code or answer.verdict)
        partner_state.rest(connection, name, seconds, answer.code or answer.verdict)


flights = Flights()


@worker_process_shutdown.connect
def land(**_: object) -> None:
    """What is under way when a worker stops is waited for: what came of it would have to be found out otherwise."""
    flights.land()
