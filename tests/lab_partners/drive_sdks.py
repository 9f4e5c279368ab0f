"""Run by test_sdks.py with the SDKs beside it, apart from our packages: what they make of a simulator, as JSON."""

import json
import sys
from typing import Any


def recharge(account: dict[str, str], token: str) -> dict[str, Any]:
    """Everything `reloadly-airtime` can ask."""
    from reloadly_airtime.airtime.sdk.client.AirtimeAPI import AirtimeAPI
    from reloadly_core.core.enums.Environment import Environment

    api = AirtimeAPI(accessToken=token, environment=Environment.AIRTIME_SANDBOX)
    api.baseUrl = account["url"]
    order = {
        "operatorId": 301,
        "amount": 100,
        "useLocalAmount": True,
        "customIdentifier": "sdk-1",
        "recipientPhone": {"countryCode": "IN", "number": "+919812345678"},
    }
    sent = api.topups().send(order)
    later = api.topups().asyncTopUp({**order, "customIdentifier": "sdk-2"})
    try:
        api.topups().send(order)
        again = ""
    except Exception as error:
        again = str(error)
    return {
        "balance": api.accounts().getBalance(),
        "countries": api.countries().List(),
        "country": api.countries().getByCode("IN"),
        "operators": api.operators().List_without_filter(),
        "operator": api.operators().getById_without_filter(301),
        "detected": api.operators().autoDetect(919812345678, "IN"),
        "listed": api.operators().listByCountryCode_without_Filters("IN"),
        "rate": api.operators().calculateFxRate(301, 5.0),
        "discounts": api.discounts().List_without_filter(),
        "discount": api.discounts().getByOperatorId(301),
        "promotions": api.promotions().List_without_filter(),
        "sent": sent,
        "again": again,
        "status": api.topups().status(sent["transactionId"]),
        "later": api.topups().status(later["transactionId"]),
        "found": api.reports().transactionHistory().List_with_filter({"customIdentifier": "sdk-1"}),
        "history": api.reports().transactionHistory().List_without_filter(),
        "one": api.reports().transactionHistory().getById(sent["transactionId"]),
    }


def reward(account: dict[str, str]) -> dict[str, Any]:
    """Everything of `tremendous-python` that buys and reads rewards."""
    import tremendous
    from tremendous.exceptions import ConflictException, NotFoundException, UnauthorizedException

    def api(key: str) -> Any:
        configuration = tremendous.Configuration(host=account["url"], access_token=key)
        return tremendous.TremendousApi(tremendous.ApiClient(configuration))

    def order(value: float) -> Any:
        body = {
            "external_id": "sdk-1",
            "payment": {"funding_source_id": account["funding_source_id"]},
            "reward": {
                "products": ["BZLMARKET0US"],
                "value": {"denomination": value, "currency_code": "USD"},
                "recipient": {"name": "A player"},
                "delivery": {"method": "LINK"},
            },
        }
        return tremendous.CreateOrderRequest(tremendous.SingleRewardOrder.from_dict(body))

    def raised(kind: type[Exception], call: Any, *arguments: Any, **named: Any) -> str:
        try:
            call(*arguments, **named)
        except kind as error:
            return type(error).__name__
        return ""

    client = api(account["api_key"])
    made = client.create_order_with_http_info(order(12.5))
    again = client.create_order_with_http_info(order(12.5))
    made_order = made.data.order
    reward_id = made_order.rewards[0].id
    return {
        "made": made.status_code,
        "again": again.status_code,
        "same": again.data.order.id == made_order.id,
        "other": raised(ConflictException, client.create_order, order(13.5)),
        "link": made_order.rewards[0].delivery.link,
        "linked": client.generate_reward_link(reward_id).reward.link,
        "order": client.get_order(made_order.id).order.status,
        "found": [one.id for one in client.list_orders(external_id="sdk-1").orders] == [made_order.id],
        "count": client.list_orders(limit=1).total_count,
        "reward": client.get_reward(reward_id).reward.value.denomination,
        "rewards": len(client.list_rewards().rewards),
        "products": [one.id for one in client.list_products(country="DE").products],
        "product": client.get_product("BZLPREPAID00").product.name,
        "funding": client.list_funding_sources().funding_sources[0].meta.available_cents,
        "source": client.get_funding_source(account["funding_source_id"]).funding_source.method,
        "statement": [one.amount for one in client.list_balance_transactions().transactions],
        "forex": client.list_forex().forex["EUR"],
        "missing": raised(NotFoundException, client.get_order, "NOSUCHORDER0"),
        "stranger": raised(UnauthorizedException, api("TEST_wrong").list_orders),
    }


if __name__ == "__main__":
    _, folder, given = sys.argv
    sys.path.insert(0, folder)
    accounts = json.loads(given)
    result = {
        "airtime": recharge(accounts["reloadly-airtime"], accounts["token"]),
        "tremendous": reward(accounts["tremendous"]),
    }
    print(json.dumps(result, default=str))
