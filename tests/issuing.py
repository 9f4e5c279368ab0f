"""An issuer outside, as a server on this machine: what it answers can be changed, and who asked is counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from typing import Any
from uuid import uuid4

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bridges.identities import nonce_claim
from lab.issuer import Key, make_pem
from rules.issuers import Issuer
from tests.outside import serving

NONCE = "a nonce of the client's own".replace(" ", "-")
AUDIENCE = "our-client"
OWN_DOMAIN = "mail.example"


@cache
def _pem() -> bytes:
    """One key for all that are outside: making one takes half a second."""
    return make_pem().encode()


class Outside:
    """One issuer. Its keys are `jwks`, given with `status` and `headers`; `asked` are the requests that came."""

    def __init__(self) -> None:
        self.key = Key(_pem())
        self.jwks: Any = self.key.jwks
        self.status = 200
        self.headers: dict[str, str] = {}
        self.asked: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outside = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outside.asked.append(self.path)
                body = outside.jwks if isinstance(outside.jwks, bytes) else msgspec.json.encode(outside.jwks)
                self.send_response(outside.status)
                for name, value in {"Content-Length": str(len(body)), **outside.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        return Handler

    @contextmanager
    def running(self) -> Iterator["Outside"]:
        """While the block runs it answers."""
        with serving(self._server):
            yield self

    @property
    def issuer(self) -> Issuer:
        """As the settings would declare it."""
        names, domains = frozenset({self.url}), frozenset({OWN_DOMAIN})
        return Issuer("outside", names, frozenset({AUDIENCE, "our-phone"}), f"{self.url}/keys", domains, True)

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Good ones, of somebody new, with changes; None takes one away."""
        now = int(time())
        good = {"iss": self.url, "aud": AUDIENCE, "sub": uuid4().hex, "iat": now, "exp": now + 300, "jti": uuid4().hex}
        found = {**good, "nonce": nonce_claim(NONCE), **changes}
        return {name: value for name, value in found.items() if value is not None}

    def token(self, headers: dict[str, Any] | None = None, **changes: Any) -> str:
        """An id token with these claims."""
        return self.key.sign(self.claims(**changes), **(headers or {}))

    def public_pem(self) -> bytes:
        """The key that the world knows."""
        key = jwt.PyJWK(self.key.jwks["keys"][0]).key
        return bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def ec_key(kid: str) -> tuple[ec.EllipticCurvePrivateKey, dict[str, Any]]:
    """Another key, and its JWK."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key, {**jwt.algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid}
