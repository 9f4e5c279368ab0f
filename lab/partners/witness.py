"""What tests and runs ask the simulator itself: what was issued, and what is to go wrong."""

from collections import Counter
from decimal import Decimal, InvalidOperation
from time import time
from typing import Any

import msgspec

from lab.partners.desk import Desk
from lab.partners.faults import Faults
from lab.partners.hooks import Hooks
from lab.partners.shapes import order_id
from lab.partners.store import Account, Order
from lab.partners.wire import Reply, Request


def answer(desk: Desk, hooks: Hooks, request: Request) -> Reply:
    """`/faults` and `/witness/...`."""
    match request.method, request.parts:
        case "GET", ["faults"]:
            return Reply(200, msgspec.to_builtins(desk.engine.now))
        case "PUT", ["faults"]:
            return _put(desk, request)
        case "DELETE", ["faults"]:
            desk.engine.put(Faults())
            desk.store.hasten(stuck=True)
            return Reply(200, msgspec.to_builtins(desk.engine.now))
        case "GET", ["witness", "issued"]:
            return Reply(200, {"issued": [_issued(one) for one in desk.store.issued(request.query.get("reference"))]})
        case "GET", ["witness", "summary"]:
            return Reply(200, {**summary(desk), "webhooks": hooks.delivered})
        case "GET", ["witness", "withheld"]:
            return Reply(200, {"references": desk.store.withheld()})
        case "POST", ["witness", "settle"]:
            desk.store.hasten(stuck=False)
            return Reply(200, {})
        case "PUT", ["witness", "balances", ("reloadly" | "tremendous") as account]:
            return _set_balance(desk, account, request)
    return Reply(404, {"message": "not found"})


def _put(desk: Desk, request: Request) -> Reply:
    try:
        faults = msgspec.json.decode(request.body, type=Faults)
    except msgspec.DecodeError as error:
        return Reply(400, {"message": str(error)})
    desk.engine.put(faults)
    return Reply(200, msgspec.to_builtins(faults))


def _set_balance(desk: Desk, account: Account, request: Request) -> Reply:
    try:
        balance = Decimal(str(request.json()["balance"]))
    except (ValueError, KeyError, InvalidOperation):
        return Reply(400, {"message": 'it must be like {"balance": "12.50"}'})
    desk.store.set_balance(account, balance, time())
    return Reply(200, {})


def summary(desk: Desk) -> dict[str, Any]:
    """How much was issued, and which references more than once."""
    issued = desk.store.issued()
    often = Counter((one.partner, one.reference) for one in issued if one.reference)
    return {
        "issued": len(issued),
        "taken_back": sum(one.taken_back_at is not None for one in issued),
        "twice": sorted(reference for (_, reference), times in often.items() if times > 1),
        "orders": [{"partner": partner, "status": status, "count": n} for partner, status, n in desk.store.counts()],
        "balances": {account: desk.store.balance(account) for account in ("reloadly", "tremendous")},
    }


def _issued(order: Order) -> dict[str, Any]:
    return {
        "partner": order.partner,
        "partner_id": order_id(order) if order.partner == "tremendous" else str(order.number),
        "reference": order.reference,
        "product": order.product,
        "recipient": order.recipient,
        "value": str(order.value),
        "currency": order.currency,
        "cost": str(order.cost),
        "cost_currency": "USD",
        "issued_at": order.issued_at,
        "taken_back_at": order.taken_back_at,
    }
