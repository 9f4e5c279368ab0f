"""Reloadly Gift Cards."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lab.partners import airtime, reloadly
from lab.partners.desk import Desk
from lab.partners.goods import COUNTRIES, PRODUCTS, USD, Product, dollars
from lab.partners.reloadly import Fault, Service, ours, pages_of, report
from lab.partners.settings import Keys
from lab.partners.shapes import secret_of, stamp
from lab.partners.store import Order, Wish
from lab.partners.wire import Reply, Request

_SMS_FEE = Decimal("0.008")
_QUANTITY_MOST = 10
_V2 = "application/com.reloadly.giftcards-v2+json"


def service(base: str) -> Service:
    """Its audience and versions; `base` is its URL here."""
    audiences = (base, "https://giftcards.reloadly.com", "https://giftcards-sandbox.reloadly.com")
    return Service("reloadly-giftcards", audiences, ("application/com.reloadly.giftcards-v1+json", _V2), "developer")


def answer(desk: Desk, keys: Keys, request: Request) -> Reply:
    """One request of somebody whose token is right. Raises Fault, and what the desk raises."""
    match request.method, request.parts:
        case "GET", ["accounts", "balance"]:
            desk.read("reloadly-giftcards", "balance")
            return reloadly.balance(desk)
        case "GET", ["countries", iso, "products"]:
            return Reply(200, [_product(one) for one in PRODUCTS.values() if one.country == iso.upper()])
        case "GET", ["countries", *iso]:
            return airtime.countries(iso)
        case "GET", ["products" | "discounts" | "redeem-instructions", *_]:
            return _catalogue(desk, request)
        case "POST", ["orders"]:
            wish = _wish(request.json())
            order = desk.take(wish, lambda: reloadly.check_identifier(desk, "reloadly-giftcards", wish.reference))
            return Reply(200, _transaction(desk, order, order.cost))
        case "GET", ["orders", "transactions", number, "cards"]:
            is_split = _V2 in request.headers.get("accept", "")
            return Reply(200, _cards(keys, ours(desk, "reloadly-giftcards", number), is_split=is_split))
        case "GET", ["reports", "transactions" | "transaction"]:
            return report(desk, "reloadly-giftcards", request, lambda one: _transaction(desk, one, one.shown_cost))
        case "GET", ["reports", "transactions" | "transaction", number]:
            order = ours(desk, "reloadly-giftcards", number)
            return Reply(200, _transaction(desk, order, order.shown_cost))
    raise Fault(404, None, "Not found")


def _catalogue(desk: Desk, request: Request) -> Reply:
    desk.read("reloadly-giftcards", request.path)
    match request.parts:
        case ["products"]:
            wanted = request.query.get("countryCode", "").upper()
            named = request.query.get("productName", "").casefold()
            found = [one for one in PRODUCTS.values() if wanted in ("", one.country) and named in one.name.casefold()]
            return pages_of(request, [_product(one) for one in found])
        case ["products", number]:
            return Reply(200, _product(_known(number)))
        case ["discounts"]:
            return pages_of(request, [_discount(one) for one in PRODUCTS.values()])
        case ["products", number, "discounts"]:
            return Reply(200, _discount(_known(number)))
        case ["redeem-instructions"]:
            brands = {one.brand: one for one in PRODUCTS.values()}
            return Reply(200, [{**_brand(one), **_instruction(one)} for one in brands.values()])
        case ["redeem-instructions", brand]:
            found = [one for one in PRODUCTS.values() if str(one.brand[0]) == brand]
            if found:
                return Reply(200, {**_brand(found[0]), **_instruction(found[0])})
    raise Fault(404, None, "Not found")


def _known(number: object) -> Product:
    text = str(number)
    found = PRODUCTS.get(int(text)) if text.isdecimal() else None
    if found is None:
        raise Fault(404, "PRODUCT_NOT_FOUND", "Product not found")
    return found


def _brand(one: Product) -> dict[str, Any]:
    return {"brandId": one.brand[0], "brandName": one.brand[1]}


def _instruction(one: Product) -> dict[str, Any]:
    text = f"Enter it at https://{one.brand[1].split()[0].lower()}.example/redeem"
    return {"concise": text, "verbose": f"{text}. It does not expire."}


def _discount(one: Product) -> dict[str, Any]:
    product = {"productId": one.id, "productName": one.name, "countryCode": one.country, "global": False}
    return {"product": product, "discountPercentage": one.discount}


def _product(one: Product) -> dict[str, Any]:
    country = COUNTRIES[one.country]
    in_dollars = {str(value): round(dollars(value, one.country), 2) for value in one.fixed}
    is_fixed = not one.is_range
    return {
        "productId": one.id,
        "productName": one.name,
        "global": False,
        "status": "ACTIVE",
        "supportsPreOrder": False,
        "senderFee": one.fee,
        "senderFeePercentage": 0,
        "discountPercentage": one.discount,
        "denominationType": "FIXED" if is_fixed else "RANGE",
        "recipientCurrencyCode": country.currency,
        "minRecipientDenomination": None if is_fixed else one.values[0],
        "maxRecipientDenomination": None if is_fixed else one.values[-1],
        "senderCurrencyCode": USD,
        "minSenderDenomination": None if is_fixed else round(dollars(one.values[0], one.country), 2),
        "maxSenderDenomination": None if is_fixed else round(dollars(one.values[-1], one.country), 2),
        "fixedRecipientDenominations": list(one.fixed),
        "fixedSenderDenominations": list(in_dollars.values()) or None,
        "fixedRecipientToSenderDenominationsMap": in_dollars or None,
        "recipientCurrencyToSenderCurrencyExchangeRate": round(1 / country.rate, 6),
        "metadata": {},
        "logoUrls": [f"https://partners.test/cards/{one.brand[0]}.png"],
        "brand": _brand(one),
        "category": {"id": one.category[0], "name": one.category[1]},
        "country": {
            "isoName": country.iso,
            "name": country.name,
            "flagUrl": f"https://partners.test/flags/{country.iso.lower()}.svg",
        },
        "redeemInstruction": _instruction(one),
        "additionalRequirements": {"userIdRequired": False},
    }


def _wish(said: Mapping[str, Any]) -> Wish:
    product = _known(said.get("productId"))
    price = reloadly.amount_of(said, "unitPrice")
    if (price not in product.fixed) if product.fixed else not product.values[0] <= price <= product.values[-1]:
        raise Fault(400, "INVALID_AMOUNT", "The unit price is not one of the product's")
    quantity = said.get("quantity", 1)
    if not isinstance(quantity, int) or not 1 <= quantity <= _QUANTITY_MOST or said.get("preOrder"):
        raise Fault(400, "INVALID_INPUT_PROVIDED", f"quantity is from 1 to {_QUANTITY_MOST}, of what is in stock")
    if quantity != 1:
        raise Fault(400, "PRODUCT_OUT_OF_STOCK", "Only one card at a time is in stock here")
    if said.get("countryCode") not in (None, product.country):
        raise Fault(400, "COUNTRY_NOT_SUPPORTED", "The product is not sold in that country")
    phone = str((said.get("recipientPhoneDetails") or {}).get("phoneNumber", ""))
    worth = dollars(price, product.country) * (100 - product.discount) / 100
    return Wish(
        "reloadly-giftcards",
        "reloadly",
        str(said.get("customIdentifier") or ""),
        "",
        str(product.id),
        phone or str(said.get("recipientEmail") or ""),
        product.country,
        price,
        COUNTRIES[product.country].currency,
        round(worth + product.fee + (_SMS_FEE if phone else 0), 5),
    )


def _transaction(desk: Desk, order: Order, cost: Decimal) -> dict[str, Any]:
    product = PRODUCTS[int(order.product)]
    sms_fee = _SMS_FEE if order.recipient and "@" not in order.recipient else Decimal(0)
    return {
        "transactionId": order.number,
        "amount": cost,
        "discount": round(dollars(order.value, order.country) * product.discount / 100, 2),
        "currencyCode": USD,
        "fee": product.fee,
        "smsFee": sms_fee,
        "totalFee": product.fee + sms_fee,
        "preOrdered": False,
        "recipientEmail": order.recipient if "@" in order.recipient else None,
        "recipientPhone": order.recipient if sms_fee else None,
        "customIdentifier": order.reference or None,
        "status": order.status.upper(),
        "transactionCreatedTime": stamp(order.made_at),
        "product": {
            "productId": product.id,
            "productName": product.name,
            "countryCode": product.country,
            "quantity": 1,
            "unitPrice": order.value,
            "totalPrice": order.value,
            "currencyCode": order.currency,
            "brand": _brand(product),
        },
        "balanceInfo": reloadly.balance_info(desk, order, cost),
    }


def _cards(keys: Keys, order: Order, *, is_split: bool) -> list[dict[str, Any]]:
    if order.status != "successful":
        raise Fault(404, "CARDS_NOT_FOUND", "There are no cards of this transaction")
    key = keys.client_secret
    if PRODUCTS[int(order.product)].by_link:
        url = f"https://cards.partners.test/r/{secret_of(key, order, 'link', 24)}"
        return [{"cardNumber": None, "pinCode": None, "redemptionUrl": url} if is_split else _card(url, None)]
    card = _card(secret_of(key, order, "number", 16), secret_of(key, order, "pin", 4))
    return [{**card, "redemptionUrl": None} if is_split else card]


def _card(number: str, pin: str | None) -> dict[str, Any]:
    return {"cardNumber": number, "pinCode": pin}
