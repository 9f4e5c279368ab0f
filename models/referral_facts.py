"""What is known of a referral, for rules.referral: read by its players, never by going through everybody's."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from disposable_email_domains import blocklist
from sqlalchemy import Connection

from models import referral_rewarded
from models.base import sql, take_turns
from models.referrals import Row
from rules.referral import Facts, Side
from rules.referral_marks import Marks
from rules.thresholds import Thresholds

_SIBLINGS = 50
"""Others of the referrer's, the latest, whom a referee is compared with."""
_SEASON = timedelta(days=90)
"""What counts as one where none runs."""


def lock_graph(connection: Connection) -> None:
    """Who brought whom stays as it is until the transaction ends: no two claims make a circle together."""
    take_turns(connection, "referral graph")


def of(
    connection: Connection,
    one: Row,
    limits: Thresholds,
    *,
    payouts: Mapping[UUID, Collection[bytes]] | None = None,
    phones: Mapping[UUID, str] | None = None,
    marks: Marks | None = None,
) -> Facts:
    """The facts of a referral as they are now. `payouts`, `phones`: where sides of it want to redeem to just now.

    `marks`: mailboxes and phones that were rewarded before are found by them.
    """
    siblings = _siblings(connection, one)
    circle = [*one.sides, *siblings]
    sides = _sides(connection, circle, limits)
    for player, hashes in (payouts or {}).items():
        sides[player]["payouts"] = {*sides[player]["payouts"], *hashes}
    for player, phone in (phones or {}).items():
        sides[player]["phones"] = {*sides[player]["phones"], phone}
    referrer, referee = (_side(sides[player]) for player in one.sides)
    rewarded = referral_rewarded.known(connection, referee, marks, is_paid=one.paid_at is not None)
    row = connection.execute(_NUMBERS, _values(one, sides[one.referee_id])).one()
    return Facts(
        referrer,
        referee,
        code_since=row.code_since,
        referee_since=row.referee_since,
        siblings=[_side(sides[sibling]) for sibling in siblings],
        descends=descends(connection, one.referrer_id, one.referee_id),
        disposable=_is_disposable(referee.email),
        battles=row.battles,
        mutual=row.mutual,
        device_rewarded=row.device_rewarded or "device" in rewarded,
        person_rewarded=not rewarded <= {"device"},
        network_week=row.network_week,
        hour=row.hour,
        day=row.day,
        season=row.season,
        lifetime=row.lifetime,
    )


def descends(connection: Connection, referrer: UUID, referee: UUID) -> bool:
    """Whether the referee brought the referrer, or brought who brought them, and so on."""
    return bool(connection.execute(_DESCENDS, {"referrer": referrer, "referee": referee}).scalar_one())


def _is_disposable(email: str | None) -> bool:
    """Of its domain, or one above it, there is a list that others keep."""
    labels = (email or "").rpartition("@")[2].casefold().split(".")
    return any(".".join(labels[begin:]) in blocklist for begin in range(len(labels) - 1))


def _siblings(connection: Connection, one: Row) -> list[UUID]:
    statement = sql(
        "SELECT referee_id FROM referrals WHERE referrer_id = :referrer AND referee_id <> :referee "
        "ORDER BY claimed_at DESC LIMIT :most"
    )
    values = {"referrer": one.referrer_id, "referee": one.referee_id, "most": _SIBLINGS}
    return list(connection.execute(statement, values).scalars())


def _sides(connection: Connection, circle: Sequence[UUID], limits: Thresholds) -> dict[UUID, dict[str, Any]]:
    """What is known of these players; what many others have as well is left out."""
    found = {row.id: dict(row._mapping) for row in connection.execute(_PLAYERS, {"players": list(circle)})}
    for column, names in ((_NETWORK, "networks"), (_AGENT, "fingerprints")):
        seen = {value for side in found.values() for value in side[names]}
        common = _common(connection, column, seen, circle, limits.referral_common_from)
        for side in found.values():
            side[names] = [value for value in side[names] if value not in common]
    return found


def _common(connection: Connection, where: str, values: Iterable[Any], circle: Sequence[UUID], least: int) -> set[Any]:
    """Those of the values that so many players outside the circle have logged in with."""
    statement = sql(
        "SELECT v FROM unnest(CAST(:values AS varchar[])) v WHERE (SELECT count(*) FROM (SELECT DISTINCT player_id "
        f"FROM {where} AND player_id <> ALL(CAST(:circle AS uuid[])) LIMIT :least) o) >= :least"
    )
    wanted = {"values": sorted(values), "circle": list(circle), "least": least}
    return set(connection.execute(statement, wanted).scalars())


def _side(found: Mapping[str, Any]) -> Side:
    names = ("name", "email", "phones", "devices", "payouts", "networks", "fingerprints")
    return Side(**{name: found[name] for name in names})


def _values(one: Row, referee: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": one.id,
        "referrer": one.referrer_id,
        "referee": one.referee_id,
        "claimed": one.claimed_at,
        "season": one.claimed_at - _SEASON,
        "devices": list(referee["devices"]),
        "networks": list(referee["networks"]),
    }


_NETWORK = "player_networks WHERE network = CAST(v AS cidr)"
_AGENT = "devices WHERE agent = v"
_PLAYERS = sql(
    "SELECT p.id, p.name, a.email, ARRAY(SELECT phone FROM phones n WHERE n.player_id = p.id UNION "
    "SELECT recipient FROM redemptions r WHERE r.player_id = p.id AND r.recipient IS NOT NULL) AS phones, "
    "ARRAY(SELECT key_hash FROM device_keys k WHERE k.player_id = p.id UNION "
    "SELECT p.device_key_hash WHERE p.device_key_hash IS NOT NULL) AS devices, "
    "ARRAY(SELECT DISTINCT recipient_hash FROM redemptions r WHERE r.player_id = p.id "
    "AND r.recipient_hash IS NOT NULL) AS payouts, "
    "ARRAY(SELECT CAST(network AS text) FROM player_networks w WHERE w.player_id = p.id) AS networks, "
    "ARRAY(SELECT DISTINCT agent FROM devices d WHERE d.player_id = p.id AND d.agent <> '') AS fingerprints "
    "FROM players p LEFT JOIN accounts a ON a.player_id = p.id "
    "WHERE p.id = ANY(CAST(:players AS uuid[]))"
)
_DESCENDS = sql(
    "WITH RECURSIVE above(player) AS (SELECT referrer_id FROM referrals WHERE referee_id = :referrer UNION "
    "SELECT r.referrer_id FROM referrals r JOIN above a ON r.referee_id = a.player) "
    "SELECT EXISTS (SELECT FROM above WHERE player = :referee)"
)
_BATTLES = "battles b WHERE b.settled_at IS NOT NULL AND b.ghost_of IS NULL AND "
_NUMBERS = sql(
    "SELECT COALESCE((SELECT created_at FROM referral_codes WHERE player_id = :referrer), now()) AS code_since, "
    "(SELECT created_at FROM players WHERE id = :referee) AS referee_since, "
    f"(SELECT count(*) FROM {_BATTLES} (b.first_id = :referee OR b.second_id = :referee)) AS battles, "
    f"(SELECT count(*) FROM {_BATTLES} ((b.first_id = :referee AND b.second_id = :referrer) "
    "OR (b.first_id = :referrer AND b.second_id = :referee))) AS mutual, "
    "EXISTS (SELECT FROM referrals o WHERE o.state IN ('held', 'paid') AND o.id <> :id AND o.referee_id IN ("
    "SELECT player_id FROM device_keys WHERE key_hash = ANY(CAST(:devices AS bytea[])) UNION ALL "
    "SELECT id FROM players WHERE device_key_hash = ANY(CAST(:devices AS bytea[])))) AS device_rewarded, "
    "(SELECT count(*) FROM referrals o WHERE o.paid_at > now() - interval '7 days' AND o.state = 'paid' "
    "AND o.id <> :id AND EXISTS (SELECT FROM player_networks w WHERE w.player_id = o.referee_id "
    "AND w.network = ANY(CAST(:networks AS cidr[])))) AS network_week, "
    "(SELECT count(*) FROM referrals o WHERE o.referrer_id = :referrer AND o.claimed_at <= :claimed "
    "AND o.claimed_at > CAST(:claimed AS timestamptz) - interval '1 hour') AS hour, "
    "(SELECT count(*) FROM referrals o WHERE o.referrer_id = :referrer AND o.claimed_at <= :claimed "
    "AND o.claimed_at > CAST(:claimed AS timestamptz) - interval '24 hours') AS day, "
    "(SELECT count(*) FROM referrals o WHERE o.referrer_id = :referrer AND o.claimed_at <= :claimed "
    "AND o.claimed_at >= COALESCE((SELECT s.first::timestamp AT TIME ZONE 'UTC' FROM seasons s "
    "WHERE CAST(:claimed AS timestamptz) >= s.first::timestamp AT TIME ZONE 'UTC' "
    "AND CAST(:claimed AS timestamptz) < (s.last + 1)::timestamp AT TIME ZONE 'UTC' LIMIT 1), :season)) AS season, "
    "(SELECT count(*) FROM referrals o WHERE o.referrer_id = :referrer AND o.id <> :id "
    "AND o.state IN ('held', 'paid')) AS lifetime"
)
"""Of the networks only those are given that are not anybody's."""
