"""The lab's issuer of identities: discovery, keys, and a page on which anybody is whoever they say.

It speaks as much of OpenID Connect as a page that wants an id token needs (the implicit flow,
`response_type=id_token`), so that the API verifies here what it verifies of Google and Apple, by the same code.
"""

import argparse
from collections.abc import Mapping, Sequence
from functools import partial
from hashlib import sha256
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from lab.folder import LAB, secret
from lab.serving import leave_on_sigterm, serve_until_told

AUDIENCE = "buzzline-lab"
DOMAIN = "buzzline.test"
"""Addresses there are this issuer's own."""
_TOKEN_S = 600
_BODY_MOST = 16 * 1024


class Server(ThreadingHTTPServer):
    """One thread a connection."""

    daemon_threads = True


class Key:
    """What signs, and what the world sees of it."""

    def __init__(self, pem: bytes) -> None:
        key = load_pem_private_key(pem, None)
        assert isinstance(key, rsa.RSAPrivateKey)
        self._key = key
        public = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
        self.kid = sha256(str(public["n"]).encode()).hexdigest()[:16]
        self.jwks = {"keys": [{**public, "kid": self.kid, "use": "sig", "alg": "RS256"}]}

    def sign(self, claims: Mapping[str, Any], **headers: Any) -> str:
        """An id token."""
        return jwt.encode(dict(claims), self._key, "RS256", {"kid": self.kid, **headers})


def make_pem() -> str:
    """A new key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def claims(issuer: str, email: str, nonce: str, *, verified: bool, subject: str = "") -> dict[str, Any]:
    """What this issuer says of somebody; the same address is the same subject, unless another is named."""
    now = int(time())
    return {
        "iss": issuer,
        "sub": subject or sha256(email.casefold().encode()).hexdigest()[:24],
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + _TOKEN_S,
        "jti": uuid4().hex,
        "nonce": nonce,
        "email": email,
        "email_verified": verified,
    }


class Handler(BaseHTTPRequestHandler):
    """Four paths: the discovery document, the keys, the page, and the token for a program."""

    protocol_version = "HTTP/1.1"
    server_version = "buzzline"
    sys_version = ""
    timeout = 30

    def __init__(self, *args: Any, key: Key, url: str, origin: str) -> None:
        self._key, self._url, self._origin = key, url, origin
        super().__init__(*args)

    def do_GET(self) -> None:
        """The documents, and the form."""
        parts = urlsplit(self.path)
        match parts.path:
            case "/.well-known/openid-configuration":
                self._json(self._discovery())
            case "/jwks":
                self._json(self._key.jwks)
            case "/authorize":
                self._show_form(_first(parse_qs(parts.query)))
            case _:
                self._answer(HTTPStatus.NOT_FOUND, b"", "text/plain")

    def do_POST(self) -> None:
        """The form, filled in: back to who asked. `/token`, the same for a program: the token as JSON."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _BODY_MOST:
            return self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"", "text/plain")
        said = _first(parse_qs(self.rfile.read(int(length)).decode("utf-8", "replace")))
        wrong = "" if "@" in said.get("email", "") and said.get("nonce") else "email and nonce are needed"
        if urlsplit(self.path).path == "/token":
            return self._refuse(wrong) if wrong else self._json({"id_token": self._token(said)})
        wrong = wrong or self._fault(said)
        return self._refuse(wrong) if wrong else self._return(said)

    def _token(self, said: Mapping[str, str]) -> str:
        verified = said.get("verified") in ("on", "true")
        return self._key.sign(
            claims(self._url, said["email"], said["nonce"], verified=verified, subject=said.get("subject", ""))
        )

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self._url,
            "authorization_endpoint": f"{self._url}/authorize",
            "jwks_uri": f"{self._url}/jwks",
            "response_types_supported": ["id_token"],
            "response_modes_supported": ["fragment"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "email"],
        }

    def _fault(self, said: Mapping[str, str]) -> str:
        """What is wrong with a request for a token, if anything is."""
        back = urlsplit(said.get("redirect_uri", ""))
        if f"{back.scheme}://{back.netloc}" != self._origin or back.fragment:
            return f"redirect_uri must be a page of {self._origin}"
        if said.get("client_id") != AUDIENCE or said.get("response_type") != "id_token":
            return f"client_id must be {AUDIENCE}, response_type id_token"
        return "" if said.get("nonce") else "nonce is needed"

    def _show_form(self, said: Mapping[str, str]) -> None:
        wrong = self._fault(said)
        if wrong:
            return self._refuse(wrong)
        kept = ("client_id", "redirect_uri", "response_type", "nonce", "state")
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{escape(said[name])}">' for name in kept if name in said
        )
        return self._answer(HTTPStatus.OK, _PAGE.replace("{hidden}", hidden).encode(), "text/html; charset=utf-8")

    def _return(self, said: Mapping[str, str]) -> None:
        answer = {"id_token": self._token(said), **({"state": said["state"]} if "state" in said else {})}
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", f"{said['redirect_uri']}#{urlencode(answer)}")
        self._end(b"")

    def _refuse(self, why: str) -> None:
        self._answer(HTTPStatus.BAD_REQUEST, why.encode(), "text/plain; charset=utf-8")

    def _json(self, document: object) -> None:
        self._answer(HTTPStatus.OK, msgspec.json.encode(document), "application/json")

    def _answer(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self._end(body)

    def _end(self, body: bytes) -> None:
        policy = (
            f"default-src 'none'; style-src 'unsafe-inline'; form-action 'self' {self._origin}; frame-ancestors 'none'"
        )
        self.send_header("Content-Security-Policy", policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Addresses are in the paths."""


def _first(found: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: values[0] for name, values in found.items()}


_PAGE = f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sign in: the lab's issuer</title>
<style>
  body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 24rem; margin: 4rem auto; padding: 0 1rem; color: #1a1a1a }}
  input, button {{ font: inherit; padding: .5rem }} input[type=email] {{ width: 100%; box-sizing: border-box }}
</style>
<h1>Who are you?</h1>
<p>This page is the lab's stand-in for Google and Apple: you are whoever you say. Addresses at {DOMAIN} are its own.</p>
<form method="post" action="/authorize">{{hidden}}
<p><label>Email <input type="email" name="email" required autofocus value="ada@{DOMAIN}"></label>
<p><label><input type="checkbox" name="verified" checked> the issuer says that it was proved</label>
<p><button>Continue</button>
</form></html>
"""


def serve(port: int, origin: str, key: Key) -> Server:
    """A server on the loopback, to be run; `origin` is that of pages that may ask."""
    handler = partial(Handler, key=key, url=f"http://127.0.0.1:{port}", origin=origin)
    return Server(("127.0.0.1", port), handler)


def main(argv: Sequence[str]) -> int:
    """`python -m lab issuer --port P --origin URL`: serve until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m lab issuer", description="Give identities on this machine.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--origin", required=True, help="of the pages that may ask for a token")
    parser.add_argument("--home", type=Path, default=LAB, help="where its key is kept")
    options = parser.parse_args(argv)
    key = Key(secret(options.home / "issuer.pem", make_pem).encode())
    leave_on_sigterm()
    with serve(options.port, options.origin, key) as server:
        return serve_until_told(server)
