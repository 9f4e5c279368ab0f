"""In place of FCM and of Google's token endpoint: their wire formats, with a record of what devices were shown."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from rules.push_accounts import PushAccount, parse
from tests.outside import serving

PROJECT = "buzzline-test"
SCOPE = "https://www.googleapis.com/auth/firebase.messaging"


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def fault(status: int, state: str, code: str = "", field: str = "") -> tuple[int, Any]:
    """An error as FCM writes it (google.rpc.Status)."""
    details: list[dict[str, Any]] = []
    if code:
        kind = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
        details.append({"@type": kind, "errorCode": code})
    if field:
        violations = [{"field": field, "description": "Invalid registration token"}]
        details.append({"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": violations})
    return status, {"error": {"code": status, "message": "secret-token", "status": state, "details": details}}


class PushService:
    """Takes pushes of one project; `answer` is what it says to the next ones instead."""

    def __init__(self) -> None:
        self.answer: tuple[int, Any] | None = None
        self.headers: dict[str, str] = {}
        self.granted = 0
        self.good = set[str]()
        self.asked: list[str] = []
        self.shown: dict[tuple[str, str], dict[str, Any]] = {}
        """By device and tag: a push of a tag that is shown takes its place."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.place = f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def account(self) -> PushAccount:
        """Of who may send there."""
        pem = _key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        said = {
            "type": "service_account",
            "project_id": PROJECT,
            "private_key_id": "k1",
            "private_key": pem,
            "client_email": f"push@{PROJECT}.iam.gserviceaccount.com",
            "token_uri": f"http://{self.place}/token",
        }
        found = parse(msgspec.json.encode(said).decode())
        assert found
        return found

    def grant(self, form: dict[str, list[str]]) -> tuple[int, Any]:
        """An access token for an assertion that the account's key has signed (RFC 7523)."""
        if form.get("grant_type") != ["urn:ietf:params:oauth:grant-type:jwt-bearer"]:
            return 400, {"error": "unsupported_grant_type"}
        try:
            [assertion] = form["assertion"]
            audience = f"http://{self.place}/token"
            claims = jwt.decode(assertion, _key().public_key(), algorithms=["RS256"], audience=audience)
        except jwt.InvalidTokenError:
            return 400, {"error": "invalid_grant"}
        if (
            claims["scope"] != SCOPE
            or claims["exp"] - claims["iat"] > 3600
            or claims["iss"] != self.account.client_email
        ):
            return 400, {"error": "invalid_scope"}
        self.granted += 1
        token = f"ya29.{self.granted}"
        self.good = {token}
        return 200, {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}

    def take(self, authorization: str, body: Any) -> tuple[int, Any]:
        """A push."""
        if authorization.removeprefix("Bearer ") not in self.good:
            return fault(401, "UNAUTHENTICATED")
        if self.answer:
            return self.answer
        message = body["message"]
        assert all(isinstance(value, str) for value in message["data"].values()), "FCM takes strings alone"
        self.shown[message["token"], message["android"]["notification"]["tag"]] = message
        return 200, {"name": f"projects/{PROJECT}/messages/0:{len(self.shown)}"}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                service.asked.append(self.path)
                if self.path == "/token":
                    status, said = service.grant(parse_qs(raw.decode()))
                elif self.path == f"/v1/projects/{PROJECT}/messages:send":
                    status, said = service.take(self.headers.get("Authorization", ""), msgspec.json.decode(raw))
                else:
                    status, said = fault(404, "NOT_FOUND")
                reply = said if isinstance(said, bytes) else msgspec.json.encode(said)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(reply)), **service.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        return Handler

    @contextmanager
    def running(self) -> Iterator["PushService"]:
        """While the block runs it answers."""
        with serving(self._server):
            yield self
