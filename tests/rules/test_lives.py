"""Which moves count when a battle is rebuilt: every one that was confirmed, whatever dies and whoever comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from rules.lives import START, Place, counting, newest


def places(life: int, *seqs: int) -> list[Place]:
    return [Place(life, seq) for seq in seqs]


@pytest.mark.parametrize(
    ("begins", "known", "life", "expected"),
    [
        ({}, [], 1, []),
        ({}, places(1, 1, 2, 4), 1, places(1, 1, 2)),
        ({}, places(1, 2), 1, []),
        ({}, places(1, 1), 2, None),
        ({2: Place(1, 2)}, [*places(1, 1, 2, 3), *places(2, 3, 4)], 2, [*places(1, 1, 2), *places(2, 3, 4)]),
        ({2: Place(1, 2)}, [*places(1, 2), *places(2, 3)], 2, None),
        ({2: START}, [*places(1, 1, 2), *places(2, 1)], 2, places(2, 1)),
        ({2: Place(1, 0)}, [*places(1, 1), *places(2, 1)], 2, places(2, 1)),
        ({3: Place(1, 1)}, [*places(1, 1, 2), *places(2, 2), *places(3, 2)], 3, [*places(1, 1), *places(3, 2)]),
        ({2: Place(2, 1)}, places(2, 1, 2), 2, None),
        ({2: Place(3, 1)}, places(2, 1, 2), 2, None),
        ({2: Place(1, 7), 3: Place(2, 5)}, [*places(1, *range(1, 8)), *places(3, 6)], 3, None),
    ],
)
def test_counting(
    begins: Mapping[int, Place], known: Sequence[Place], life: int, expected: Sequence[Place] | None
) -> None:
    assert counting(begins, known, life) == expected


GO_ROUND: tuple[Mapping[int, Place], ...] = (
    {2: Place(2, 1)},
    {2: Place(3, 1), 3: Place(2, 1)},
    {2: Place(4, 1), 3: Place(2, 1), 4: Place(3, 1)},
)


@pytest.mark.timeout(10)  # going round has no end
@pytest.mark.parametrize("begins", GO_ROUND)
def test_lives_that_go_on_from_one_another_in_a_circle_count_for_nothing(begins: Mapping[int, Place]) -> None:
    """No process of ours says so; a move that does must not keep who folds it for ever."""
    known = [*places(1, 1, 2), *(Place(life, 2) for life in begins)]
    assert [counting(begins, known, life) for life in begins] == [None] * len(begins)
    assert newest(begins, known) == places(1, 1, 2)


def test_the_newest_life_is_the_one_of_which_all_is_known() -> None:
    known = [*places(1, 1, 2), *places(2, 2), *places(3, 9)]
    assert newest({2: Place(1, 1), 3: Place(2, 8)}, known) == [*places(1, 1), *places(2, 2)]
    assert newest({}, []) == []


@dataclass
class Redis:
    """A battle there. Without `seq` it is claimed, and not put there yet."""

    life: int
    seq: int | None
    pending: list[Place] = field(default_factory=list)


@dataclass
class Mover:
    """A process that has changed the state, and has its events still to produce, or to confirm."""

    place: Place
    events: list[Place]
    is_safe: bool = False


@dataclass
class Rebuilder:
    """A process that has claimed a life; `after` once it has read what is safe."""

    life: int
    after: Place | None = None


class Processes(RuleBasedStateMachine):
    """Any number of them, each of which may stop between any two steps, for a time or for ever; Redis may be wiped."""

    def __init__(self) -> None:
        super().__init__()
        self.redis: Redis | None = Redis(1, 0)
        self.life = 1
        self.begins: dict[int, Place] = {}
        """What each life's first move says, whether it is safe or not."""
        self.safe: list[Place] = []
        """Events in Kafka or the outbox, in any order."""
        self.confirmed: list[Place] = []
        self.movers: list[Mover] = []
        self.rebuilders: list[Rebuilder] = []

    def told(self, known: Sequence[Place]) -> dict[int, Place]:
        """What the first moves among these say."""
        return {life: after for life, after in self.begins.items() if Place(life, after.seq + 1) in known}

    @precondition(lambda self: self.redis and self.redis.seq is not None)
    @rule()
    def move(self) -> None:
        assert self.redis
        assert self.redis.seq is not None
        self.redis.seq += 1
        place = Place(self.redis.life, self.redis.seq)
        self.redis.pending.append(place)
        self.movers.append(Mover(place, list(self.redis.pending)))

    @precondition(lambda self: self.movers)
    @rule(data=st.data())
    def produce(self, data: st.DataObject) -> None:
        mover = data.draw(st.sampled_from(self.movers))
        self.safe += [event for event in mover.events if event not in self.safe]
        mover.is_safe = True

    @precondition(lambda self: any(mover.is_safe for mover in self.movers))
    @rule(data=st.data())
    def confirm(self, data: st.DataObject) -> None:
        mover = data.draw(st.sampled_from([mover for mover in self.movers if mover.is_safe]))
        self.movers.remove(mover)
        if self.redis and self.redis.seq is not None and self.redis.life == mover.place.life:
            self.redis.pending = [event for event in self.redis.pending if event not in mover.events]
            self.confirmed.append(mover.place)

    @precondition(lambda self: self.movers)
    @rule(data=st.data())
    def die(self, data: st.DataObject) -> None:
        self.movers.remove(data.draw(st.sampled_from(self.movers)))

    @rule()
    def wipe(self) -> None:
        self.redis = None

    @precondition(lambda self: self.life < 8)
    @rule()
    def claim(self) -> None:
        self.life += 1
        self.redis = Redis(self.life, None)
        self.rebuilders.append(Rebuilder(self.life))

    @precondition(lambda self: self.rebuilders)
    @rule(data=st.data())
    def read(self, data: st.DataObject) -> None:
        rebuilder = data.draw(st.sampled_from(self.rebuilders))
        if rebuilder.after is None:
            rebuilder.after = ([START, *newest(self.told(self.safe), self.safe)])[-1]

    @precondition(lambda self: any(one.after for one in self.rebuilders))
    @rule(data=st.data())
    def put(self, data: st.DataObject) -> None:
        rebuilder = data.draw(st.sampled_from([one for one in self.rebuilders if one.after]))
        self.rebuilders.remove(rebuilder)
        assert rebuilder.after
        if self.redis and self.redis.life == rebuilder.life and self.redis.seq is None:
            first = Place(rebuilder.life, rebuilder.after.seq + 1)
            self.begins[rebuilder.life] = rebuilder.after
            self.redis = Redis(rebuilder.life, first.seq, [first])
            self.movers.append(Mover(first, [first]))

    @invariant()
    def what_was_confirmed_counts(self) -> None:
        """Whatever was made of other lives."""
        chain = newest(self.told(self.safe), self.safe)
        assert set(self.confirmed) <= set(chain)
        assert [place.seq for place in chain] == list(range(1, len(chain) + 1))

    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        """From what has arrived so far: nothing of what the newest life gave up, and nothing beyond a hole."""
        arrived = data.draw(st.lists(st.sampled_from(self.safe), unique=True)) if self.safe else []
        chain = counting(self.told(arrived), arrived, self.life)
        whole = counting(self.told(self.safe), self.safe, self.life)
        assert chain is None or (whole is not None and list(whole[: len(chain)]) == list(chain))
        assert whole is None or set(self.confirmed) <= set(whole)


TestProcesses = Processes.TestCase
TestProcesses.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)
