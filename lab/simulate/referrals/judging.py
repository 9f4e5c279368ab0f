"""The crowd's invitations through the rules, in the order of time: claimed, qualified, held, paid, redeemed."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Literal

from disposable_email_domains import blocklist

from lab.simulate.referrals.figures import Verdict
from lab.simulate.referrals.world import Account, Game, Invitation, World
from rules.referral import Code, Facts, Judgement, Side, judge
from rules.referral_states import Played, has_played
from rules.thresholds import Thresholds

Step = Literal["claim", "qualify", "pay", "redeem"]
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_HOUR, _WEEK, _SEASON = 1 / 24, 7.0, 90.0
_SIBLINGS = 50
"""Others of the referrer's whom a referee is compared with."""
_REDEEMS_AFTER = 2.0
"""Days from the payment to the first redemption of who was brought."""


class Court:
    """What is known at each moment, and what came of each invitation so far."""

    def __init__(self, world: World, limits: Thresholds) -> None:
        self._world, self._limits = world, limits
        self.verdicts: dict[int, Verdict] = {}
        self.codes: dict[int, frozenset[Code]] = {}
        self._claims: defaultdict[int, list[Invitation]] = defaultdict(list)
        self._parents: dict[int, int] = {}
        self._seen: defaultdict[str, set[int]] = defaultdict(set)
        self._payouts: defaultdict[int, set[str]] = defaultdict(set)
        self._rewarded: defaultdict[str, set[int]] = defaultdict(set)
        self._paid_at: defaultdict[str, list[float]] = defaultdict(list)
        self._lifetime: Counter[int] = Counter()

    def run(self) -> None:
        """Every invitation to its end."""
        for account in self._world.accounts:
            self._seen[account.network].add(account.id)
            self._seen[account.agent].add(account.id)
        numbers = count()
        heap: list[tuple[float, int, Step, Invitation]] = []
        for one in self._world.invitations:
            heappush(heap, (one.at, next(numbers), "claim", one))
        while heap:
            now, _, step, one = heappop(heap)
            for at, then in self._take(step, one, now):
                heappush(heap, (at, next(numbers), then, one))

    def _take(self, step: Step, one: Invitation, now: float) -> Iterator[tuple[float, Step]]:
        match step:
            case "claim":
                yield from self._claim(one)
            case "qualify":
                if self._look(one, now).verdict == "pass":
                    self._lifetime[one.referrer] += 1
                    yield now + self._limits.referral_hold_days, "pay"
            case "pay":
                yield from self._pay(one, now)
            case "redeem":
                self._redeem(one, now)

    def _claim(self, one: Invitation) -> Iterator[tuple[float, Step]]:
        self.verdicts[one.referee] = "unqualified"
        self._claims[one.referrer].append(one)
        descends = self._descends(one)
        self._parents[one.referee] = one.referrer
        at = self._qualifies(self._world.accounts[one.referee], one)
        if descends or self._judged(one, one.at).verdict == "reject":
            self._end(one, "reject")
        elif at is not None:
            yield at, "qualify"

    def _pay(self, one: Invitation, now: float) -> Iterator[tuple[float, Step]]:
        if self._look(one, now).verdict != "pass":
            self._lifetime[one.referrer] -= 1
            return
        referee = self._world.accounts[one.referee]
        self._rewarded[referee.device].add(referee.id)
        self._paid_at[referee.network].append(now)
        yield now + _REDEEMS_AFTER, "redeem"

    def _redeem(self, one: Invitation, now: float) -> None:
        """Both redeem for the first time, the referrer if they have not yet."""
        for player in (one.referrer, one.referee):
            self._payouts[player].add(self._world.accounts[player].payout)
        if self._judged(one, now).verdict == "reject":
            self._end(one, "clawed_back")

    def _look(self, one: Invitation, now: float) -> Judgement:
        judged = self._judged(one, now)
        self._end(one, judged.verdict)
        self.codes[one.referee] = judged.codes
        return judged

    def _end(self, one: Invitation, verdict: Verdict) -> None:
        self.verdicts[one.referee] = verdict

    def _judged(self, one: Invitation, now: float) -> Judgement:
        judged = judge(self._facts(one, now), self._limits)
        self.codes[one.referee] = judged.codes
        return judged

    def _facts(self, one: Invitation, now: float) -> Facts:
        referrer, referee = self._world.accounts[one.referrer], self._world.accounts[one.referee]
        others = [claim.referee for claim in self._claims[one.referrer] if claim.referee != one.referee][-_SIBLINGS:]
        circle = {one.referrer, one.referee, *others}
        at = [claim.at for claim in self._claims[one.referrer] if claim.at <= one.at]
        return Facts(
            self._side(referrer, circle),
            self._side(referee, circle),
            code_since=_time(referrer.made),
            referee_since=_time(referee.made),
            siblings=[self._side(self._world.accounts[number], circle) for number in others],
            descends=self._descends(one),
            disposable=referee.email.rpartition("@")[2] in blocklist,
            battles=one.battles,
            mutual=one.mutual,
            device_rewarded=bool(self._rewarded[referee.device] - {referee.id}),
            network_week=0
            if self._is_common(referee.network, circle)
            else sum(now - _WEEK < paid <= now for paid in self._paid_at[referee.network]),
            hour=sum(claimed > one.at - _HOUR for claimed in at),
            day=sum(claimed > one.at - 1 for claimed in at),
            season=sum(claimed > one.at - _SEASON for claimed in at),
            lifetime=self._lifetime[one.referrer] - (self.verdicts.get(one.referee) == "pass"),
        )

    def _side(self, account: Account, circle: set[int]) -> Side:
        return Side(
            account.name,
            account.email,
            (),
            {account.device},
            self._payouts[account.id],
            {account.network} if not self._is_common(account.network, circle) else (),
            {account.agent} if not self._is_common(account.agent, circle) else (),
        )

    def _is_common(self, trace: str, circle: set[int]) -> bool:
        return len(self._seen[trace] - circle) >= self._limits.referral_common_from

    def _descends(self, one: Invitation) -> bool:
        above = self._parents.get(one.referrer)
        while above is not None and above != one.referee:
            above = self._parents.get(above)
        return above == one.referee

    def _qualifies(self, account: Account, one: Invitation) -> float | None:
        """When the referee has played enough, and has proved an address; None: never."""
        games = sorted(game for game in account.games if game.at >= one.at)
        if not account.verified:
            return None
        for number, game in enumerate(games, 1):
            if number >= self._limits.referral_games and self._have(games[:number], one):
                return game.at
        return None

    def _have(self, games: list[Game], one: Invitation) -> bool:
        return has_played([Played(_time(game.at), game.human) for game in games], _time(one.at), self._limits)


def _time(days: float) -> datetime:
    return _BEGIN + timedelta(days=days)
