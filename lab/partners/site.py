"""Which partner a request is for, and what they all have in common: being down, and rates."""

from collections.abc import Mapping
from threading import Lock
from time import time

from lab.partners import airtime, giftcards, reloadly, tremendous, witness
from lab.partners.desk import GARBLED, Desk, Garbled, Refused
from lab.partners.hooks import Hooks
from lab.partners.reloadly import Service, Tokens
from lab.partners.settings import Keys
from lab.partners.wire import Reply, Request
from rules.partnering import PartnerName

_AUTH, _AIRTIME, _GIFTCARDS, _TREMENDOUS = (
    "/reloadly/auth",
    "/reloadly/topups",
    "/reloadly/giftcards",
    "/tremendous/api/v2",
)


class Site:
    """All of the simulator, at a URL."""

    def __init__(self, url: str, desk: Desk, hooks: Hooks, keys: Mapping[PartnerName, Keys]) -> None:
        self.desk = desk
        self._hooks, self._keys = hooks, keys
        self._airtime, self._giftcards = airtime.service(url + _AIRTIME), giftcards.service(url + _GIFTCARDS)
        self._tokens = Tokens((self._airtime, self._giftcards), keys, desk.engine)
        self._lock = Lock()
        self._second: dict[PartnerName, tuple[int, int]] = {}

    def answer(self, request: Request) -> Reply:
        """One request. Raises NoReply."""
        try:
            for base, answer in (
                (_AUTH, self._auth),
                (_AIRTIME, self._of_airtime),
                (_GIFTCARDS, self._of_giftcards),
                (_TREMENDOUS, self._of_tremendous),
            ):
                if request.path.startswith(base + "/"):
                    return answer(request._replace(path=request.path.removeprefix(base)))
            return witness.answer(self.desk, self._hooks, request)
        except Garbled:
            return GARBLED

    def _auth(self, request: Request) -> Reply:
        if request.method != "POST" or request.path != "/oauth/token":
            return reloadly.error(request, reloadly.Fault(404, None, "Not found"))
        try:
            return self._tokens.give(request)
        except ValueError:
            return reloadly.error(request, reloadly.Fault(400, "INVALID_REQUEST", "Malformed JSON request"))
        except reloadly.Fault as fault:
            return reloadly.error(request, fault)

    def _of_airtime(self, request: Request) -> Reply:
        return self._of_reloadly(self._airtime, request)

    def _of_giftcards(self, request: Request) -> Reply:
        return self._of_reloadly(self._giftcards, request)

    def _of_reloadly(self, service: Service, request: Request) -> Reply:
        headers: Mapping[str, str] = {}
        try:
            most, left = self._enter(service.partner)
            headers = reloadly.limits(most, left) if most else {}
            self._tokens.check(service, request.bearer)
            reloadly.check_accept(service, request)
            if service.partner == "reloadly-airtime":
                reply = airtime.answer(self.desk, request)
            else:
                reply = giftcards.answer(self.desk, self._keys[service.partner], request)
        except ValueError:
            reply = reloadly.error(request, reloadly.Fault(400, "INVALID_INPUT_PROVIDED", "Malformed JSON request"))
        except Refused as refused:
            reply = reloadly.error(request, reloadly.Fault(*reloadly.WHYS[refused.why]))
        except reloadly.Fault as fault:
            reply = reloadly.error(request, fault)
        return reply._replace(headers={**headers, **reply.headers})

    def _of_tremendous(self, request: Request) -> Reply:
        try:
            self._enter("tremendous")
            return tremendous.answer(self.desk, self._keys.get("tremendous", Keys()), request)
        except ValueError:
            return tremendous.error(tremendous.Fault(400, "The body is no JSON"))
        except Refused as refused:
            return tremendous.error(tremendous.Fault(*tremendous.WHYS[refused.why]))
        except tremendous.Fault as fault:
            return tremendous.error(fault)

    def _enter(self, partner: PartnerName) -> tuple[int, int]:
        """The rate, 0 for none, and what is left of it in this second. Raises Refused."""
        now = self.desk.engine.now
        if partner in now.down:
            raise Refused("unavailable")
        most = now.rates.get(partner, 0)
        if not most:
            return 0, 0
        second = int(time())
        with self._lock:
            since, count = self._second.get(partner, (second, 0))
            count = count + 1 if since == second else 1
            self._second[partner] = second, count
        if count > most:
            raise Refused("throttled")
        return most, most - count
