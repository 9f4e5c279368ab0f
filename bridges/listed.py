"""Lists of money, of what players do, and of what they are told, that can be had as files. No address is in one."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bridges.listing import Filters, Listing, by_id, given, pages
from models import (
    battle_lists,
    breaks,
    budgets,
    campaigns,
    imports,
    ledger_books,
    product_lists,
    prompts,
    redemption_admin,
    referral_lists,
    segments,
    templates,
    threads,
    token_rates,
)
from models.base import encode_json
from models.product_lists import Place

_IS_OPEN = {"open": True, "resolved": False}


def _battles(connection: Connection, filters: Filters, before: Any, limit: int) -> Sequence[Any]:
    wanted = given(filters, "player_id", "battle_id", "mode", "state")
    return [
        {**vars(one), "first": one.names[0], "second": one.names[1]}
        for one in battle_lists.every(connection, **wanted, before=before, limit=limit)
    ]


def _breaks(connection: Connection, filters: Filters, before: Any, limit: int) -> Sequence[Any]:
    is_open = _IS_OPEN.get(filters.get("state") or "")
    return breaks.page(connection, is_open, filters.get("partner"), filters.get("kind"), before, limit)


def _redemptions(connection: Connection, filters: Filters, before: Any, limit: int) -> Sequence[Any]:
    wanted = given(filters, "state", "partner", "player_id", "partner_id")
    return redemption_admin.page(connection, wanted, before, limit)


def _referrals(connection: Connection, filters: Filters, before: Any, limit: int) -> Sequence[Any]:
    return referral_lists.page(connection, given(filters, "state", "player_id", "reason"), before, limit)


def _campaigns(connection: Connection, filters: Filters, before: Any, limit: int) -> Sequence[Any]:
    found = campaigns.page(connection, filters.get("state"), before, limit)
    return [{**vars(one), "name": one.draft.name} for one in found]


def _segments(connection: Connection, _: Filters, before: Any, limit: int) -> Sequence[Any]:
    found = segments.page(connection, before, limit)
    return [{**vars(one), "filter": encode_json(segments.dump(one.filter))} for one in found]


def _templates(connection: Connection, _: Filters, before: Any, limit: int) -> Sequence[Any]:
    found = templates.page(connection, before, limit)
    return [{**vars(one), "languages": "|".join(sorted(one.content.texts))} for one in found]


def _prompts(connection: Connection, filters: Filters, before: Any, limit: int) -> Sequence[Any]:
    found = prompts.page(connection, filters.get("state"), before, limit)
    return [{**vars(one), "texts": "|".join(f"{lang}={text}" for lang, text in one.texts.items())} for one in found]


def _budgets(connection: Connection, _: Filters, before: Any, limit: int) -> Sequence[Any]:
    return budgets.page(connection, before, limit)


def _imports(connection: Connection, _: Filters, before: Any, limit: int) -> Sequence[Any]:
    return imports.latest(connection, before, limit)


def _transfers(connection: Connection, filters: Filters, before: Any, limit: int) -> Sequence[Any]:
    names = ("scope", "source", "kind", "house", "player_id", "since", "until")
    return ledger_books.page(connection, ledger_books.Wanted(**given(filters, *names)), before, limit)


def _threads(connection: Connection, filters: Filters) -> Iterator[Sequence[object]]:
    wanted = given(filters, "waiting", "state", "player_id")
    order = "waiting_since" if wanted["waiting"] else "updated_at"
    for one in pages(partial(threads.page, connection, wanted), lambda row: (getattr(row, order), row.id)):
        yield [getattr(one, name) for name in _THREAD]


def _products(connection: Connection, filters: Filters) -> Iterator[Sequence[object]]:
    asked = given(filters, *product_lists.Filter.__dataclass_fields__)
    asked["country"] = asked["country"] and asked["country"].upper()
    page = partial(product_lists.page, connection, product_lists.Filter(**asked))
    for one in pages(page, lambda row: Place(row.name, row.id)):
        yield [getattr(one, name) for name in _PRODUCT]


def _rates(connection: Connection, _: Filters) -> Iterator[Sequence[object]]:
    for rate in token_rates.current(connection).values():
        yield [getattr(rate, name) for name in _RATE]


_BATTLE = (
    *("id", "mode", "kind", "ranked", "category", "lang", "first_id", "first", "second_id", "second", "state"),
    *("started_at", "ended_at", "settled_at"),
)
_BREAK = (
    *("id", "partner", "kind", "subject", "redemption_id", "partner_id", "tokens", "theirs", "ours", "opened_at"),
    *("resolved_at", "resolution", "reason"),
)
_REDEMPTION = (
    *("id", "player_id", "player", "partner", "kind", "name", "country", "state", "tokens", "value_amount"),
    *("value_currency", "cost_amount", "cost_currency", "partner_id", "review_reason", "tries", "created_at"),
    *("changed_at", "delivered_at"),
)
_REFERRAL = (
    *("id", "state", "referrer_id", "referrer", "referee_id", "referee", "referrer_tokens", "referee_tokens", "score"),
    *("claimed_at", "changed_at", "due_at", "paid_at"),
)
_CAMPAIGN = (
    *("id", "name", "state", "scheduled_at", "begun_at", "ended_at", "planned", "sent", "skipped", "delivered"),
    *("read", "author", "created_at"),
)
_PROMPT = ("id", "category", "takes", "state", "texts", "battles", "created_at", "updated_at", "published_at")
_BUDGET = ("id", "campaign", "source", "tokens_most", "spent", "since", "until")
_TRANSFER = ("id", "at", "kind", "scope", "key", "source", "player_id", "amount", "house", "pending_id")
_THREAD = (
    *("id", "player_id", "player", "subject", "state", "assignee", "waiting_since", "messages", "created_at"),
    *("updated_at", "closed_at"),
)
_PRODUCT = (
    *("id", "partner", "partner_product", "kind", "name", "brand", "country", "currency", "least", "most", "available"),
    *("shown", "margin", "stock", "rate", "synced_at"),
)
_RATE = ("currency", "number", "tokens_per_unit", "margin_bp", "valid_from", "reason", "setter")
LISTED: Mapping[str, Listing] = {
    "battles": by_id(_BATTLE, _battles),
    "breaks": by_id(_BREAK, _breaks),
    "redemptions": by_id(_REDEMPTION, _redemptions),
    "referrals": by_id(_REFERRAL, _referrals),
    "campaigns": by_id(_CAMPAIGN, _campaigns),
    "segments": by_id(("id", "name", "filter", "created_at", "updated_at"), _segments),
    "templates": by_id(("id", "name", "category", "languages", "created_at", "updated_at"), _templates),
    "prompts": by_id(_PROMPT, _prompts),
    "budgets": by_id(_BUDGET, _budgets),
    "imports": by_id(("id", "form", "state", "refused", "created_at", "updated_at"), _imports),
    "transfers": by_id(_TRANSFER, _transfers),
    "threads": Listing(_THREAD, _threads),
    "catalogue": Listing(_PRODUCT, _products),
    "token_rates": Listing(_RATE, _rates),
}
