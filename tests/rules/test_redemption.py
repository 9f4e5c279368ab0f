"""What becomes of redemptions, whatever is answered, lost, repeated or told by others, and in whatever order."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import ledger, redemption
from rules.partnering import Answer, Verdict
from rules.redemption import ENDS, MISSES, NEXT, STATES, Standing, State, Step

START = datetime(2026, 11, 27, tzinfo=UTC)
CALL_S, LEASE_S, HOLD_S = 10.0, 30.0, 120.0
TOKENS = 7

Destiny = Literal["succeeds", "fails", "is_turned_down", "is_reversed"]
SendFault = Literal["lost_before", "lost_after", "not_sent", "throttled", "parked", "dies_before", "dies_after"]
AskFault = Literal["lost", "throttled", "dies"]
END: dict[Destiny, State] = {
    "succeeds": "succeeded",
    "fails": "refunded",
    "is_turned_down": "refunded",
    "is_reversed": "reversed",
}


@dataclass
class Partner:
    """One order as its partner has it: it comes up late, and is executed again if it is sent again before that."""

    destiny: Destiny
    comes_up_s: float
    executed: list[datetime] = field(default_factory=list)

    def submit(self, at: datetime) -> Verdict:
        if self.destiny == "is_turned_down":
            return "refused"
        if self._seen(at):
            return "ambiguous"  # "identifier already used"
        self.executed.append(at)
        return self._status(at)

    def look_up(self, at: datetime) -> Verdict:
        return self._status(at) if self._seen(at) else "absent"

    def _seen(self, at: datetime) -> bool:
        return any(at >= one + timedelta(seconds=CALL_S + self.comes_up_s) for one in self.executed)

    def _status(self, at: datetime) -> Verdict:
        age = at - self.executed[0]
        if age < timedelta(minutes=5):
            return "in_progress"
        if self.destiny == "is_reversed" and age > timedelta(hours=1):
            return "reversed"
        return "refused" if self.destiny == "fails" else "succeeded"


@dataclass
class World:
    """A redemption with its books, its partner and the clock."""

    partner: Partner
    now: datetime = START
    standing: Standing = field(default_factory=lambda: Standing("held", START))
    next_at: datetime | None = START
    books: ledger.Standing = field(default_factory=lambda: ledger.hold(ledger.Standing(100), TOKENS).standing)
    lease_until: datetime | None = None
    clearing: int = 0
    states: list[State] = field(default_factory=lambda: ["held"])

    def work(self, send: SendFault | None, ask: AskFault | None, chance: float) -> None:
        """What is due, with what may go wrong with it; if nothing is, time passes until something is."""
        if self.lease_until:
            self.now = max(self.now, self.lease_until)
            self.lease_until = None
            self.take(redemption.lapsed(self.standing, self.now, chance))
        elif self.next_at is not None:
            self.now = max(self.now, self.next_at)
            work = redemption.due(self.standing)
            assert work, f"nothing is due of one that is {self.standing.state}, and it says when"
            if work == "submit":
                self._submit(send, chance)
            else:
                self._look_up(ask, chance)

    def _submit(self, fault: SendFault | None, chance: float) -> None:
        self.lease_until = self.now + timedelta(seconds=LEASE_S)
        after = self.standing._replace(state="submitting", since=self.now, sent_until=self.lease_until)
        self.take(Step(after, None, ("submitting",)))
        begun, verdict = self.now, None
        if fault in (None, "lost_after", "dies_after"):
            verdict = self.partner.submit(self.now)
        self.now += timedelta(seconds=CALL_S)
        if fault in ("dies_before", "dies_after"):
            return
        self.lease_until = None
        said: Verdict = fault if fault in ("not_sent", "throttled", "parked") else verdict or "ambiguous"
        self.answer("submit", "ambiguous" if fault in ("lost_before", "lost_after") else said, begun, chance)

    def _look_up(self, fault: AskFault | None, chance: float) -> None:
        begun, verdict = self.now, self.partner.look_up(self.now)
        self.now += timedelta(seconds=1)
        if fault == "dies":
            return
        said: Verdict = "ambiguous" if fault == "lost" else "throttled" if fault else verdict
        self.answer("look_up", said, begun, chance)

    def answer(self, means: redemption.Means, verdict: Verdict, asked_at: datetime, chance: float) -> None:
        step = redemption.answered(self.standing, means, Answer(verdict), asked_at, self.now, HOLD_S, chance)
        assert not step.conflict
        self.take(step)

    def statement(self, chance: float) -> None:
        """A line of a statement, if the order is in it; whoever works on it just now has it for themselves."""
        verdict = self.partner.look_up(self.now)
        if verdict != "absent" and self.lease_until is None:
            self.answer("statement", verdict, self.now, chance)

    def hint(self) -> None:
        step = redemption.hinted(self.standing, self.now)
        if step and self.lease_until is None:
            self.take(step)

    def cancel(self) -> None:
        step = redemption.cancelled(self.standing, self.now)
        if step:
            self.take(step)

    def take(self, step: Step) -> None:
        for state in step.path:
            assert state in NEXT[self.states[-1]], (self.states, state)
            self.states.append(state)
        for move in step.moves:
            match move:
                case "capture":
                    self.books = ledger.capture(self.books, TOKENS, "clearing:tremendous").standing
                    self.clearing += TOKENS
                case "release":
                    self.books = ledger.release(self.books, TOKENS).standing
                case "give_back":
                    self.books = ledger.credit(self.books, TOKENS, "clearing:tremendous").standing
                    self.clearing -= TOKENS
        assert self.states[-1] == step.after.state
        self.standing, self.next_at = step.after, step.next_at


FAULTS = st.tuples(
    st.sampled_from(["work", "work", "work", "hint", "statement", "wait", "cancel"]),
    st.sampled_from([None, *get_args(SendFault)]),
    st.sampled_from([None, *get_args(AskFault)]),
    st.floats(0, 1, exclude_max=True),
)


@pytest.mark.parametrize("destiny", get_args(Destiny))
@settings(max_examples=60, deadline=None)
@given(comes_up_s=st.floats(0, HOLD_S), events=st.lists(FAULTS, max_size=40))
def test_whatever_happens_on_the_way_the_end_is_the_partners(
    destiny: Destiny, comes_up_s: float, events: list[tuple[str, SendFault | None, AskFault | None, float]]
) -> None:
    world = World(Partner(destiny, comes_up_s))
    for what, send, ask, chance in events:
        match what:
            case "hint":
                world.hint()
            case "statement":
                world.statement(chance)
            case "cancel" if world.states.count("submitting"):
                world.cancel()
            case "wait":
                world.now += timedelta(minutes=20 * chance)
            case "work":
                world.work(send, ask, chance)
    for _ in range(60):
        world.work(None, None, 0.5)
    world.now += timedelta(hours=2)
    world.statement(0.5)
    if world.standing.state == "cancelled":
        assert (world.partner.executed, world.books) == ([], ledger.Standing(100))
        return
    if world.standing.state == "manual_review":
        assert world.standing.doubts >= redemption.DOUBTS_MOST
        assert not world.partner.executed, "the partner knows of it, and we would have found it"
        assert world.books.held == TOKENS
        return
    assert world.standing.state == END[destiny]
    assert (world.next_at, world.books.held, len(world.partner.executed) <= 1) == (None, 0, True)
    assert world.books.posted == 100 - world.clearing
    assert world.clearing == (TOKENS if destiny == "succeeds" else 0)


def standing(state: State, **changes: object) -> Standing:
    return Standing(state, START)._replace(**changes)  # type: ignore[arg-type]  # as the fields are


def answered(one: Standing, means: redemption.Means, verdict: Verdict, after_s: float = 0, **more: float) -> Step:
    now = START + timedelta(seconds=after_s)
    return redemption.answered(one, means, Answer(verdict, **more), now, now, HOLD_S, 0.5)  # type: ignore[arg-type]  # as it has them


def test_every_state_can_be_reached_and_the_ends_are_the_ends() -> None:
    assert {state for after in NEXT.values() for state in after} | {"held"} == set(STATES) == set(NEXT)
    assert {state for state in STATES if not NEXT[state] or state == "succeeded"} == ENDS


def test_absence_alone_never_refunds_and_before_its_time_does_not_count() -> None:
    one = standing("unknown", sent_until=START, doubts=1)
    early = answered(one, "look_up", "absent", HOLD_S - 1)
    assert (early.after.misses, early.moves, early.next_at) == (0, (), START + timedelta(seconds=HOLD_S + 1))
    for misses in range(1, MISSES + 1):
        step = answered(one, "look_up", "absent", HOLD_S + misses * 10)
        one = step.after
        assert (one.misses, step.path, step.moves) == (misses, (), ())
        assert redemption.due(one) == ("submit" if misses == MISSES else "look_up")
    assert answered(one._replace(doubts=5, misses=2), "look_up", "absent", 999).path == ("manual_review",)


def test_news_of_it_takes_back_what_nobody_found() -> None:
    step = redemption.hinted(standing("unknown", misses=MISSES), START)
    assert step
    assert (step.after.misses, step.next_at, redemption.due(step.after)) == (0, START, "look_up")
    assert redemption.hinted(standing("held"), START) is None


@pytest.mark.parametrize("verdict", ["not_sent", "throttled", "parked"])
def test_what_reached_nobody_is_as_before_unless_an_earlier_one_may_have(verdict: Verdict) -> None:
    assert answered(standing("submitting"), "submit", verdict).path == ("held",)
    assert answered(standing("submitting", doubts=1), "submit", verdict).path == ("unknown",)


def test_who_says_when_to_come_again_is_asked_no_earlier() -> None:
    step = answered(standing("submitting"), "submit", "throttled", retry_after_s=90.0)
    assert step.next_at == START + timedelta(seconds=90)
    step = answered(standing("unknown"), "look_up", "throttled", retry_after_s=90.0)
    assert (step.path, step.next_at) == ((), START + timedelta(seconds=90))


def test_what_is_not_known_for_a_day_is_for_people_and_is_asked_on() -> None:
    day_s = 24 * 3600.0
    for state in ("unknown", "in_progress"):
        step = answered(standing(state), "look_up", "ambiguous", day_s)
        assert (step.path, step.moves) == (("manual_review",), ())
        assert step.next_at
    assert answered(standing("manual_review"), "look_up", "succeeded", day_s).moves == ("capture",)
    assert answered(standing("in_progress"), "look_up", "in_progress", day_s).path == ("manual_review",)


@pytest.mark.parametrize(
    ("state", "verdict"),
    [("refunded", "succeeded"), ("cancelled", "succeeded"), ("succeeded", "refused"), ("refunded", "reversed")],
)
def test_what_contradicts_an_end_moves_nothing(state: State, verdict: Verdict) -> None:
    step = answered(standing(state), "statement", verdict)
    assert (step.conflict, step.path, step.moves) == (True, (), ())


def test_a_statement_brings_back_what_lost_books_do_not_know() -> None:
    for state in ("held", "in_review"):
        step = answered(standing(state), "statement", "succeeded")
        assert (step.path[-2:], step.moves) == (("submitting", "succeeded"), ("capture",))


def test_people_decide_what_is_theirs_alone() -> None:
    for state in STATES:
        step = redemption.decided(standing(state), False, START)
        assert (step is not None) == (state == "manual_review")
        gone = redemption.cancelled(standing(state), START)
        assert (gone is not None) == (state in ("held", "in_review"))
        assert (redemption.cleared(standing(state), START) is not None) == (state == "in_review")


@pytest.mark.parametrize("chance", [0.0, 0.5, 0.999])
def test_delays_are_any_up_to_twice_as_much_each_time(chance: float) -> None:
    drawn = [redemption.RETRY.draw(tries, chance) for tries in (0, 1, 2, 40)]
    assert drawn == [chance * most for most in (2, 4, 8, 300)]
    assert redemption.RETRY.draw(0, chance, 5) == 5
