"""Honest invitations: friends, households that share a line and at times a tablet, schools behind one address, phones
behind their carrier's, and people whom many follow.
"""

from lab.simulate.referrals.world import SPAN, Kind, World, split

SHARES: tuple[tuple[Kind, int], ...] = (
    ("friends", 52),
    ("household", 15),
    ("school", 20),
    ("carrier", 10),
    ("creator", 3),
)
CARRIERS = 12
"""Networks from which phones come: thousands of people each."""


def populate(world: World, total: int) -> None:
    """So many honest invitations."""
    for kind, count in split(total, SHARES).items():
        made = 0
        while made < count:
            made += _GROUPS[kind](world, count - made)


def _friends(world: World, most: int) -> int:
    """One who invites some, each from their own home; they play each other now and then."""
    random = world.random
    begin = random.uniform(0, SPAN)
    host = world.account(begin - random.uniform(1, 90))
    count = min(most, 1 + int(random.expovariate(0.7)))
    for _ in range(count):
        guest = world.account(begin + random.uniform(0, 20))
        battles = random.randint(0, 20)
        world.invite("friends", host, guest, battles, min(battles, int(random.expovariate(0.5))))
    return count


def _household(world: World, most: int) -> int:
    """Brothers, sisters, parents: one line, often one surname, one in six at one tablet."""
    random = world.random
    begin = random.uniform(0, SPAN)
    line, surname = f"household {len(world.accounts)}", random.choice(("silva", "meyer", "khan", "rossi", "weber"))
    host = world.account(begin - random.uniform(1, 60), network=line)
    count = min(most, random.choice((1, 1, 1, 2, 2, 3)))
    for _ in range(count):
        known: dict[str, object] = {"network": line}
        if random.random() < 0.16:
            known |= {"device": world.accounts[host].device, "agent": world.accounts[host].agent}
        elif random.random() < 0.25:
            known |= {"agent": world.accounts[host].agent}
        if random.random() < 0.5:
            first = random.choice(("lia", "tom", "eva", "max", "ida"))
            known |= {"name": f"{first} {surname}", "email": world.email(first, surname)}
        if random.random() < 0.1:
            known |= {"payout": world.accounts[host].payout}
        guest = world.account(begin + random.uniform(0, 10), **known)
        battles = random.randint(0, 20)
        world.invite("household", host, guest, battles, int(battles * random.uniform(0, 0.6)))
    return count


def _school(world: World, most: int) -> int:
    """A class: all behind the school's one address, a third on its laptops; one tells the others in a break."""
    random = world.random
    address, laptop = f"school {random.randint(1, 25)}", f"Mozilla/5.0 school laptop {random.randint(1, 4)}"
    begin = random.uniform(0, SPAN)

    def agent() -> str:
        return laptop if random.random() < 0.35 else world.phone()

    host = world.account(begin - random.uniform(1, 30), network=address, agent=agent())
    count = min(most, 1 + int(random.expovariate(0.45)))
    for _ in range(count):
        guest = world.account(begin + random.uniform(0, 1.5), network=address, agent=agent())
        battles = random.randint(0, 30)
        world.invite("school", host, guest, battles, min(battles, int(random.expovariate(0.3))))
    return count


def _carrier(world: World, most: int) -> int:
    """Friends on phones: a carrier's few addresses are everybody's."""
    random = world.random
    begin, address = random.uniform(0, SPAN), f"carrier {random.randint(1, CARRIERS)}"
    host = world.account(begin - random.uniform(1, 90), network=address)
    count = min(most, 1 + int(random.expovariate(0.7)))
    for _ in range(count):
        guest = world.account(begin + random.uniform(0, 20), network=address)
        world.invite("carrier", host, guest, random.randint(0, 15), random.randint(0, 2) // 2)
    return count


def _creator(world: World, most: int) -> int:
    """Somebody whom many follow shows their code: some of them come at once, the others over weeks."""
    random = world.random
    begin = random.uniform(0, SPAN)
    host = world.account(begin - random.uniform(30, 90))
    count = min(most, random.randint(20, 60))
    for _ in range(count):
        guest = world.account(begin + random.expovariate(0.3))
        world.invite("creator", host, guest, random.randint(0, 15), 0)
    return count


_GROUPS = {
    "friends": _friends,
    "household": _household,
    "school": _school,
    "carrier": _carrier,
    "creator": _creator,
}
