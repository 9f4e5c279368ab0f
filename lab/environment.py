"""The environment of every process, and `.lab/env`, which gives it to a shell."""

import json
import os
import secrets
import shlex
import sys
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from lab.folder import LabError, secret, write
from lab.issuer import AUDIENCE, DOMAIN
from lab.mailbox import sink
from lab.partners.settings import declared
from lab.ports import Ports
from lab.stack import given

APP_PORTS = ("home", "api", "realtime", "flower", "issuer", "partners")


def addresses(ports: Ports) -> dict[str, str]:
    """Where people and clients find the apps. `HOME_PORT`, `API_PORT` and so on choose their ports."""
    port = {name: ports.claim(name, _chosen(name)) for name in APP_PORTS}
    return {
        "home": f"http://127.0.0.1:{port['home']}/",
        "admin": f"http://127.0.0.1:{port['home']}/admin/",
        "api": f"http://127.0.0.1:{port['api']}",
        "realtime": f"ws://127.0.0.1:{port['realtime']}/v1/realtime",
        "flower": f"http://127.0.0.1:{port['flower']}/",
        "issuer": f"http://127.0.0.1:{port['issuer']}",
        "partners": f"http://127.0.0.1:{port['partners']}",
    }


def _chosen(name: str) -> int | None:
    variable = f"{name.upper()}_PORT"
    text = os.environ.get(variable)
    if text and not text.isdigit():
        raise LabError(f"{variable} is {text!r}; it must be a port")
    return int(text) if text else None


def environment(home: Path, urls: Mapping[str, str]) -> dict[str, str]:
    """What settings.py asks for, from the URLs of the services and of the apps."""
    origin = urls["home"].rstrip("/")
    redis = urls["REDIS_URL"]
    ours = urlsplit(redis).port
    return {
        **{name: urls[name] for name in ("DATABASE_URL", "OWNER_DATABASE_URL") if name in urls},
        "REDIS_URL": redis,
        "BROKER_URL": given("BROKER_URL", ours, os.environ) or _database(redis, 0),
        "BOARDS_URL": given("BOARDS_URL", ours, os.environ) or _database(redis, 1),
        "KAFKA_BOOTSTRAP_SERVERS": urls["KAFKA_BOOTSTRAP_SERVERS"],
        "SECRET_KEYS": secret(home / "secret_keys", _random),
        "API_URL": urls["api"],
        "REALTIME_URL": urls["realtime"],
        "MEDIA_DIR": str(home / "media"),
        "CORS_ORIGINS": origin,
        "SOCKET_ORIGINS": origin,
        "ADMIN_ORIGINS": origin,
        "ADMIN_URL": urls["admin"],
        "APP_URL": f"{origin}/#",
        "MAIL_URL": sink(home, "mail").resolve().as_uri(),
        "MAIL_FROM": "Buzzline <no-reply@buzzline.test>",
        "SMS_URL": sink(home, "sms").resolve().as_uri(),
        "PUSH_URL": sink(home, "push").resolve().as_uri(),
        "OIDC_ISSUERS": json.dumps({"lab": _issuer(urls["issuer"])}),
        "GIFT_CODE_KEYS": secret(home / "gift_code_keys", _card_key),
        "PARTNERS": json.dumps(declared(urls["partners"], secret(home / "partners_key", _random))),
        "EXPOSE": "docs,metrics",
        "GUESTS_A_MINUTE": "1000000",  # all bots have one address
        "CREATIVE_WRITING_S": "90",  # so that one sees a creative battle's end
        "CREATIVE_VOTING_S": "180",
        "FLASK_APP": "wsgi:app",
        "PYTHONUNBUFFERED": "1",
        "PATH": _path(),
    }


def _random() -> str:
    return secrets.token_hex(32)


def _card_key() -> str:
    return f"lab:{b64encode(secrets.token_bytes(32)).decode()}"


def _issuer(url: str) -> dict[str, object]:
    """The lab's own, as the settings declare one."""
    return {
        "issuers": [url],
        "audiences": [AUDIENCE],
        "jwks_url": f"{url}/jwks",
        "domains": [DOMAIN],
        "loopback": True,
    }


def _database(redis: str, number: int) -> str:
    return urlsplit(redis)._replace(path=f"/{number}").geturl()


def _path() -> str:
    """Our own interpreter's programs first."""
    binaries = str(Path(sys.executable).parent)
    rest = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join([binaries, *(part for part in rest if part != binaries)])


def write_shell(home: Path, environ: Mapping[str, str]) -> None:
    """Make `env` for `. .lab/env`."""
    exports = (f"export {name}={shlex.quote(value)}" for name, value in environ.items() if name != "PATH")
    path = f'export PATH={shlex.quote(str(Path(sys.executable).parent))}:"$PATH"'
    write(home / "env", "\n".join([*exports, path, ""]))
