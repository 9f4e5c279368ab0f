"""Reloadly Airtime."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec
import phonenumbers

from lab.partners import reloadly
from lab.partners.desk import Desk
from lab.partners.goods import COUNTRIES, OPERATORS, USD, Operator, dollars, operator_of
from lab.partners.reloadly import Fault, Service, ours, pages_of, report
from lab.partners.shapes import stamp
from lab.partners.store import Order, Wish
from lab.partners.wire import Reply, Request

_SCOPE = "send-topups read-operators read-promotions read-topups-history read-prepaid-balance read-prepaid-commissions"
_MOST_USD = Decimal(100)


def service(base: str) -> Service:
    """Its audience and version; `base` is its URL here."""
    audiences = (base, "https://topups.reloadly.com", "https://topups-sandbox.reloadly.com")
    return Service("reloadly-airtime", audiences, ("application/com.reloadly.topups-v1+json",), _SCOPE)


def answer(desk: Desk, request: Request) -> Reply:
    """One request of somebody whose token is right. Raises Fault, and what the desk raises."""
    match request.method, request.parts:
        case "GET", ["accounts", "balance"]:
            desk.read("reloadly-airtime", "balance")
            return reloadly.balance(desk)
        case "GET", ["countries", *iso]:
            return countries(iso)
        case "GET", ["promotions"]:
            return pages_of(request, [])
        case _, ["operators", *rest]:
            return _operators(desk, request, rest)
        case "POST", ["topups"]:
            order = _order(desk, request, at_once=True)
            return Reply(200, _transaction(desk, order, order.cost))
        case "POST", ["topups-async"]:
            return Reply(200, {"transactionId": _order(desk, request, at_once=False).number})
        case "GET", ["topups", number, "status"]:
            return Reply(200, _status(desk, ours(desk, "reloadly-airtime", number)))
        case "GET", ["topups", "reports", "transactions" | "transaction"]:
            return report(desk, "reloadly-airtime", request, lambda one: _transaction(desk, one, one.shown_cost))
        case "GET", ["topups", "reports", "transactions" | "transaction", number]:
            order = ours(desk, "reloadly-airtime", number)
            return Reply(200, _transaction(desk, order, order.shown_cost))
    raise Fault(404, None, "Not found")


def countries(iso: list[str]) -> Reply:
    """All, or one."""
    found = [
        {
            "isoName": one.iso,
            "name": one.name,
            "continent": None,
            "currencyCode": one.currency,
            "currencyName": one.currency_name,
            "currencySymbol": one.currency,
            "flag": f"https://partners.test/flags/{one.iso.lower()}.svg",
            "callingCodes": [one.calling],
        }
        for one in COUNTRIES.values()
        if not iso or one.iso == iso[0].upper()
    ]
    if not found:
        raise Fault(404, "COUNTRY_NOT_SUPPORTED", "The country is not supported")
    return Reply(200, found[0] if iso else found)


def _operators(desk: Desk, request: Request, rest: list[str]) -> Reply:
    desk.read("reloadly-airtime", request.path)
    match request.method, rest:
        case "GET", []:
            return pages_of(request, [_operator(one) for one in OPERATORS.values()])
        case "GET", ["commissions"]:
            return pages_of(request, [_commission(one) for one in OPERATORS.values()])
        case "GET", ["countries", iso]:
            return Reply(200, [_operator(one) for one in OPERATORS.values() if one.country == iso.upper()])
        case "GET", ["auto-detect", "phone", phone, "countries", iso]:
            return Reply(200, _operator(_detected(phone, iso.upper())))
        case "POST", ["fx-rate"]:
            said = request.json()
            return Reply(200, _rate(_known(said.get("operatorId")), reloadly.amount_of(said, "amount")))
        case "POST", ["fx-rate", number]:
            return Reply(200, _rate(_known(number), Decimal(msgspec.json.decode(request.body, type=float))))
        case "GET", [number]:
            return Reply(200, _operator(_known(number)))
        case "GET", [number, "commissions"]:
            return Reply(200, _commission(_known(number)))
    raise Fault(404, None, "Not found")


def _known(number: object) -> Operator:
    text = str(number)
    found = OPERATORS.get(int(text)) if text.isdecimal() else None
    if found is None:
        raise Fault(404, "OPERATOR_NOT_FOUND", "Operator not found")
    return found


def _detected(phone: str, iso: str) -> Operator:
    if iso not in COUNTRIES:
        raise Fault(409, "COUNTRY_NOT_SUPPORTED", "The country is not supported")
    number = _parsed(phone, iso)
    found = operator_of(str(number.national_number), iso) if number else None
    if found is None:
        raise Fault(404, "COULD_NOT_AUTO_DETECT_OPERATOR", "Could not auto detect operator for given phone number")
    return found


def _parsed(phone: str, iso: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(phone, iso)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number_for_region(number, iso) else None


def _operator(one: Operator) -> dict[str, Any]:
    country = COUNTRIES[one.country]
    is_fixed = not one.is_range
    return {
        "id": one.id,
        "operatorId": one.id,
        "name": one.name,
        "bundle": False,
        "data": False,
        "comboProduct": False,
        "pin": False,
        "supportsLocalAmounts": True,
        "supportsGeographicalRechargePlans": False,
        "denominationType": "FIXED" if is_fixed else "RANGE",
        "senderCurrencyCode": USD,
        "senderCurrencySymbol": "$",
        "destinationCurrencyCode": country.currency,
        "destinationCurrencySymbol": country.currency,
        "commission": one.discount,
        "internationalDiscount": one.discount,
        "localDiscount": one.discount,
        "mostPopularAmount": None,
        "mostPopularLocalAmount": None,
        "minAmount": None if is_fixed else round(dollars(one.amounts[0], one.country), 2),
        "maxAmount": None if is_fixed else round(dollars(one.amounts[-1], one.country), 2),
        "localMinAmount": None if is_fixed else one.amounts[0],
        "localMaxAmount": None if is_fixed else one.amounts[-1],
        "country": {"isoName": country.iso, "name": country.name},
        "fx": {"rate": country.rate, "currencyCode": country.currency},
        "logoUrls": [f"https://partners.test/operators/{one.id}.png"],
        "fixedAmounts": [round(dollars(amount, one.country), 2) for amount in one.fixed],
        "fixedAmountsDescriptions": {},
        "localFixedAmounts": list(one.fixed),
        "localFixedAmountsDescriptions": {},
        "suggestedAmounts": [],
        "suggestedAmountsMap": {},
        "fees": {"international": 0, "internationalPercentage": 0, "local": 0, "localPercentage": 0},
        "geographicalRechargePlans": [],
        "promotions": [],
        "status": "ACTIVE",
    }


def _commission(one: Operator) -> dict[str, Any]:
    operator = {"operatorId": one.id, "name": one.name, "countryCode": one.country, "data": False, "bundle": False}
    percent = {"percentage": one.discount, "internationalPercentage": one.discount, "localPercentage": one.discount}
    return {"operator": operator, **percent, "updatedAt": "2026-01-01 00:00:00"}


def _rate(one: Operator, amount: Decimal) -> dict[str, Any]:
    country = COUNTRIES[one.country]
    return {"id": one.id, "name": one.name, "fxRate": round(amount * country.rate, 5), "currencyCode": country.currency}


def _order(desk: Desk, request: Request, *, at_once: bool) -> Order:
    wish = _wish(request.json(), at_once=at_once)
    return desk.take(wish, lambda: reloadly.check_identifier(desk, "reloadly-airtime", wish.reference))


def _wish(said: Mapping[str, Any], *, at_once: bool) -> Wish:
    operator = _known(said.get("operatorId"))
    local = _local_amount(operator, reloadly.amount_of(said, "amount"), is_local=bool(said.get("useLocalAmount")))
    phone = said.get("recipientPhone") or {}
    number = _parsed(str(phone.get("number", "")), str(phone.get("countryCode", operator.country)).upper())
    if number is None or operator_of(str(number.national_number), operator.country) is None:
        raise Fault(400, "INVALID_RECIPIENT_PHONE", "The recipient phone number is not valid")
    return Wish(
        "reloadly-airtime",
        "reloadly",
        str(said.get("customIdentifier") or ""),
        "",
        str(operator.id),
        f"{number.country_code}{number.national_number}",
        operator.country,
        local,
        COUNTRIES[operator.country].currency,
        round(dollars(local, operator.country) * (100 - operator.discount) / 100, 5),
        at_once,
    )


def _local_amount(operator: Operator, amount: Decimal, *, is_local: bool) -> Decimal:
    """What the phone gets. Raises Fault."""
    local = amount if is_local else round(amount * COUNTRIES[operator.country].rate, 2)
    fixed = {one if is_local else round(dollars(one, operator.country), 2): one for one in operator.fixed}
    if amount in fixed:
        return fixed[amount]
    if (
        fixed
        or not operator.amounts[0] <= local <= operator.amounts[-1]
        or dollars(local, operator.country) > _MOST_USD
    ):
        raise Fault(400, "INVALID_AMOUNT_FOR_OPERATOR", "The amount is not valid for the operator")
    return local


def _transaction(desk: Desk, order: Order, cost: Decimal) -> dict[str, Any]:
    operator = OPERATORS[int(order.product)]
    asked = dollars(order.value, order.country)
    return {
        "transactionId": order.number,
        "status": order.status.upper(),
        "operatorTransactionId": f"{operator.id}-{order.number}" if order.issued_at else None,
        "customIdentifier": order.reference or None,
        "recipientPhone": order.recipient,
        "recipientEmail": None,
        "senderPhone": None,
        "countryCode": order.country,
        "operatorId": operator.id,
        "operatorName": operator.name,
        "discount": round(asked - order.cost, 5),
        "discountCurrencyCode": USD,
        "requestedAmount": asked,
        "requestedAmountCurrencyCode": USD,
        "deliveredAmount": order.value,
        "deliveredAmountCurrencyCode": order.currency,
        "transactionDate": stamp(order.made_at),
        "fee": cost - order.cost,
        "pinDetail": None,
        "balanceInfo": reloadly.balance_info(desk, order, cost),
    }


def _status(desk: Desk, order: Order) -> dict[str, Any]:
    """Wrapped; what is under way has no transaction yet."""
    status = order.status.upper()
    transaction = None if order.status == "processing" else _transaction(desk, order, order.cost)
    code = None if order.status in ("processing", "successful") else "TRANSACTION_FAILED"
    return {"code": code, "message": None, "status": status, "transaction": transaction}
