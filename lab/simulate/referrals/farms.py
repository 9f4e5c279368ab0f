"""Farms: one who makes accounts to be paid for inviting them. The last two kinds are made to beat the rules."""

from lab.simulate.referrals.world import FIRST, LAST, SPAN, Game, Kind, World, split

SHARES: tuple[tuple[Kind, int], ...] = (
    ("plus_tags", 16),
    ("one_device", 16),
    ("sequential", 16),
    ("disposable", 16),
    ("ring", 11),
    ("feeding", 11),
    ("one_payout", 10),
    ("patient", 2),
    ("phone_farm", 2),
)
LISTED = ("mailinator.com", "guerrillamail.com", "yopmail.com", "10minutemail.com", "trashmail.com", "sharklasers.com")
"""Domains of mail for once that everybody knows. A sixth of what farms use is newer than any list."""


def populate(world: World, total: int) -> None:
    """So many farmed invitations."""
    for kind, count in split(total, SHARES).items():
        made = 0
        while made < count:
            made += _FARMS[kind](world, count - made)


def _size(world: World, most: int) -> int:
    return min(most, world.random.randint(6, 30))


def _played(world: World, made: float, human: float) -> tuple[Game, ...]:
    """Just enough to qualify, by a script that passes for a person with a chance of `human`."""
    days = world.random.sample(range(6), 3 + world.random.randint(0, 1))
    script = world.random.random() < human
    return tuple(Game(made + 0.2 + day + world.random.uniform(0, 0.3), script) for day in days for _ in range(2))


def _plus_tags(world: World, most: int) -> int:
    """One mailbox under many spellings, from rented addresses."""
    random, count = world.random, _size(world, most)
    box = f"{random.choice(FIRST)}{random.choice(LAST)}{random.randint(1, 99)}"
    begin = random.uniform(0, SPAN)
    host = world.account(begin - 2, email=f"{box}@gmail.com")
    for number in range(count):
        cut = random.randint(1, len(box) - 1)
        spelt = random.choice((f"{box}+{number}@gmail.com", f"{box[:cut]}.{box[cut:]}@googlemail.com"))
        made = begin + number * random.uniform(0.05, 0.5)
        guest = world.account(made, email=spelt, verified=True, games=_played(world, made, 0.7))
        world.invite("plus_tags", host, guest)
    return count


def _one_device(world: World, most: int) -> int:
    """One phone, logged out and in again; a fifth clear its storage, and are seen by their browser alone."""
    random, count = world.random, _size(world, most)
    begin, phone, line = random.uniform(0, SPAN), f"farm phone {len(world.accounts)}", f"farm {len(world.accounts)}"
    agent = f"Mozilla/5.0 rare {random.randint(1, 10**6)}"
    host = world.account(begin - 1, device=phone, agent=agent, network=line)
    for number in range(count):
        made = begin + number * random.uniform(0.05, 0.5)
        known: dict[str, object] = {"agent": agent, "network": line}
        if random.random() > 0.2:
            known["device"] = phone
        guest = world.account(made, verified=True, games=_played(world, made, 0.7), **known)
        world.invite("one_device", host, guest)
    return count


def _sequential(world: World, most: int) -> int:
    """A script that counts mailboxes up, from one line or from rented ones."""
    random, count = world.random, _size(world, most)
    begin, word = random.uniform(0, SPAN), f"{random.choice(FIRST)}{random.choice(('quiz', 'win', 'play', 'go'))}"
    line = f"farm {len(world.accounts)}" if random.random() < 0.7 else None
    host = world.account(begin - 1, **({"network": line} if line else {}))
    first = random.randint(1, 500)
    for number in range(count):
        made = begin + number * random.uniform(0.01, 0.2)
        known: dict[str, object] = {"email": f"{word}{first + number}@outlook.com", "name": f"{word}{first + number}"}
        if line:
            known["network"] = line
        guest = world.account(made, verified=True, games=_played(world, made, 0.5), **known)
        world.invite("sequential", host, guest)
    return count


def _disposable(world: World, most: int) -> int:
    """Mail for once from rented addresses; its emulator's browser is the same each time."""
    random, count = world.random, _size(world, most)
    begin, agent = random.uniform(0, SPAN), f"Mozilla/5.0 emulator {random.randint(1, 10**6)}"
    fresh = f"post{random.randint(1, 10**6)}.example"
    host = world.account(begin - 1, agent=agent)
    for number in range(count):
        made = begin + number * random.uniform(0.05, 0.4)
        domain = fresh if random.random() < 1 / 6 else random.choice(LISTED)
        email = f"{random.getrandbits(40):x}@{domain}"
        guest = world.account(made, email=email, agent=agent, verified=True, games=_played(world, made, 0.6))
        world.invite("disposable", host, guest)
    return count


def _ring(world: World, most: int) -> int:
    """Accounts made at once that invite each other down a chain, whose last one's code the first claims."""
    random, count = world.random, min(most, world.random.randint(3, 6))
    begin, line = random.uniform(0, SPAN), f"farm {len(world.accounts)}"
    agent = f"Mozilla/5.0 rare {random.randint(1, 10**6)}"
    made = [begin + number * random.uniform(0.01, 0.1) for number in range(count)]
    known = {"network": line, "agent": agent, "verified": True}
    ring = [world.account(at, games=_played(world, at, 0.6), **known) for at in made]
    for place, guest in enumerate(ring):
        world.invite("ring", ring[place - 1], guest)
    return count


def _feeding(world: World, most: int) -> int:
    """Accounts that lose to their maker, who is named alike, all day: paid for inviting, and for winning."""
    random, count = world.random, min(most, world.random.randint(3, 8))
    begin, word = random.uniform(0, SPAN), f"{random.choice(FIRST)}{random.choice(LAST)}"
    line = f"farm {len(world.accounts)}" if random.random() < 0.8 else None
    where = {"network": line} if line else {}
    host = world.account(begin - 5, name=word, **where)
    for number in range(count):
        made = begin + number * random.uniform(0.05, 0.5)
        games = _played(world, made, 0.9)
        guest = world.account(made, name=f"{word}{number}", verified=True, games=games, **where)
        battles = random.randint(10, 30)
        world.invite("feeding", host, guest, battles, int(battles * random.uniform(0.6, 1)))
    return count


def _one_payout(world: World, most: int) -> int:
    """Accounts with nothing in common until the rewards of all are sent to one place."""
    random, count = world.random, min(most, world.random.randint(4, 10))
    begin, till = random.uniform(0, SPAN), f"till {len(world.accounts)}"
    host = world.account(begin - 3, payout=till)
    for number in range(count):
        made = begin + number * random.uniform(0.5, 2)
        guest = world.account(made, payout=till, verified=True, games=_played(world, made, 0.9))
        world.invite("one_payout", host, guest)
    return count


def _patient(world: World, most: int) -> int:
    """People who are paid to play a week on their own phones, at home, and send their rewards on by hand."""
    return _unseen(world, most, "patient")


def _phone_farm(world: World, most: int) -> int:
    """A wall of real phones with cards of their own: each its own device, carrier's address and bought mailbox."""
    return _unseen(world, most, "phone_farm")


def _unseen(world: World, most: int, kind: Kind) -> int:
    random, count = world.random, min(most, world.random.randint(3, 8))
    begin = random.uniform(0, SPAN)
    host = world.account(begin - 20)
    for number in range(count):
        made = begin + number * random.uniform(0.5, 3)
        known = {"network": f"carrier {random.randint(1, 12)}"} if kind == "phone_farm" else {}
        guest = world.account(made, verified=True, games=world.games(made, 1.0), **known)
        world.invite(kind, host, guest, random.randint(0, 10))
    return count


_FARMS = {
    "plus_tags": _plus_tags,
    "one_device": _one_device,
    "sequential": _sequential,
    "disposable": _disposable,
    "ring": _ring,
    "feeding": _feeding,
    "one_payout": _one_payout,
    "patient": _patient,
    "phone_farm": _phone_farm,
}
