"""What staff may do: one table of permissions and the roles that have them. An owner has them all.

The API enforces it (`web.admin.guard`), and the CMS shows by it what a member of staff can use.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Literal, get_args

Role = Literal["owner", "editor", "moderator", "support", "finance", "viewer"]
ROLES: tuple[Role, ...] = get_args(Role)

Permission = Literal[
    "content.read",
    "content.write",
    "players.read",
    "players.view",
    "players.contacts",
    "players.note",
    "players.sanction",
    "players.erase",
    "players.export",
    "players.credit",
    "players.message",
    "players.profile",
    "campaigns.read",
    "campaigns.write",
    "finance.read",
    "finance.write",
    "battles.read",
    "battles.void",
    "cases.questions",
    "cases.integrity",
    "cases.entries",
    "cases.referrals",
    "referrals.read",
    "referrals.override",
    "cases.moderation",
    "cases.appeals",
    "exports.make",
    "operations.read",
    "letters.manage",
    "approvals.read",
    "settings.manage",
    "staff.manage",
    "audit.read",
]

_EVERYBODY: frozenset[Role] = frozenset(ROLES)
_PEOPLE: frozenset[Role] = frozenset({"owner", "moderator", "support"})
_MONEY: frozenset[Role] = frozenset({"owner", "finance"})

PERMISSIONS: Mapping[Permission, frozenset[Role]] = MappingProxyType(
    {
        "content.read": _EVERYBODY,
        "content.write": frozenset({"owner", "editor"}),
        "players.read": _EVERYBODY,
        "players.view": frozenset({"owner", "support"}),
        "players.contacts": _PEOPLE,
        "players.note": _PEOPLE,
        "players.sanction": frozenset({"owner", "moderator"}),
        "players.erase": frozenset({"owner", "support"}),
        "players.export": frozenset({"owner", "support"}),
        "players.credit": _MONEY,
        "players.message": frozenset({"owner", "support"}),
        "players.profile": frozenset({"owner", "support"}),
        "campaigns.read": _EVERYBODY,
        "campaigns.write": frozenset({"owner", "support"}),
        "finance.read": _MONEY,
        "finance.write": _MONEY,
        "battles.read": _EVERYBODY,
        "battles.void": frozenset({"owner", "moderator"}),
        "cases.questions": frozenset({"owner", "editor"}),
        "cases.integrity": frozenset({"owner", "moderator"}),
        "cases.entries": frozenset({"owner", "moderator"}),
        "cases.referrals": frozenset({"owner", "moderator"}),
        "referrals.read": _EVERYBODY,
        "referrals.override": frozenset({"owner", "moderator"}),
        "cases.moderation": frozenset({"owner", "moderator"}),
        "cases.appeals": frozenset({"owner", "moderator"}),
        "exports.make": _EVERYBODY - {"viewer"},
        "operations.read": _EVERYBODY,
        "letters.manage": frozenset({"owner"}),
        "approvals.read": _EVERYBODY - {"viewer"},
        "settings.manage": frozenset({"owner"}),
        "staff.manage": frozenset({"owner"}),
        "audit.read": frozenset({"owner"}),
    }
)
"""`players.view`: to see what a player sees, their inbox too. `players.contacts`: to see and search by email and phone.
`players.message`: to write to them, and read what they write. `players.profile`: to correct what they told of
themselves. `cases.<queue>`: to work on that queue's cases.
`letters.manage`: to read dead letters with their bytes, and to replay them."""


def allows(roles: Collection[Role], permission: Permission) -> bool:
    """Whether somebody with these roles has a permission."""
    return not PERMISSIONS[permission].isdisjoint(roles)


_RANKS: tuple[Role, ...] = ("viewer", "editor", "support", "finance", "moderator", "owner")
"""From who may decide least about people to who may decide all."""


def outranks(roles: Collection[Role], others: Collection[Role]) -> bool:
    """Whether somebody with these roles may act against a member of the staff with those, as against their player."""
    rank = max(map(_RANKS.index, roles), default=-1)
    return "owner" in roles or rank > max(map(_RANKS.index, others), default=-1)


def permissions(roles: Collection[Role]) -> list[Permission]:
    """All that these roles may do, in the table's order."""
    return [permission for permission in PERMISSIONS if allows(roles, permission)]
