"""What the CMS knows of the API: the part of the OpenAPI document that it uses, and the types made from it."""

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lab.cms.node import find
from lab.cms.source import FOLDER, install, run, tool
from lab.folder import LabError
from lab.service import Say
from settings import Settings

TYPES = FOLDER / "src" / "api" / "schema.ts"
_USED = ("/v1/admin/", "/v1/uploads", "/v1/categories", "/v1/realtime/tokens")
_SILENT = ("description", "summary", "example", "examples", "tags")
_NOWHERE = {
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
    "SECRET_KEYS": "k" * 64,
    "API_URL": "http://127.0.0.1:1",
    "REALTIME_URL": "ws://127.0.0.1:1/v1/realtime",
}
"""An app that only tells its contract connects to nothing."""


def document() -> dict[str, Any]:
    """The part of the contract that the CMS uses, without what is for readers alone."""
    from web.app import create_app
    from web.extensions import api

    app = create_app(Settings.from_environ(_NOWHERE))
    with app.app_context():
        whole: dict[str, Any] = json.loads(json.dumps(api.spec.to_dict()))
    paths = {path: rule for path, rule in whole["paths"].items() if path.startswith(_USED)}
    part = {"openapi": whole["openapi"], "info": {"title": "Buzzline", "version": "v1"}, "paths": paths}
    schemas, found = whole["components"], dict[str, dict[str, Any]]()
    wanted = list(_references(paths))
    while wanted:
        kind, name = wanted.pop()
        if name not in found.setdefault(kind, {}):
            found[kind][name] = schemas[kind][name]
            wanted += _references(schemas[kind][name])
    silenced: dict[str, Any] = quiet({**part, "components": found})
    return silenced


def _references(tree: Any) -> Iterator[tuple[str, str]]:
    for _, kind, name in re.findall(r'"\$ref": "(#/components/)(\w+)/([^"]+)"', json.dumps(tree)):
        yield kind, name


def quiet(tree: Any, names: bool = False) -> Any:
    """Without descriptions and the like; `names`: the keys here are names, which may be any word."""
    if isinstance(tree, list):
        return [quiet(item) for item in tree]
    if not isinstance(tree, dict):
        return tree
    kept = ((key, value) for key, value in sorted(tree.items()) if names or key not in _SILENT)
    return {key: quiet(value, key in ("properties", "schemas", "paths")) for key, value in kept}


def digest(part: dict[str, Any]) -> str:
    """Of the contract as the CMS uses it."""
    return sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()[:16]


def is_current() -> bool:
    """Whether the types were made from the API as it is. Needs no Node."""
    return TYPES.exists() and TYPES.read_text().startswith(_first_line(digest(document())))


def _first_line(of: str) -> str:
    return f"// Made from the API's contract {of} by `python -m lab cms types`; not to be edited.\n"


def write_types(say: Say) -> None:
    """Make the types anew."""
    node, part = find(say), document()
    install(node, say)
    with TemporaryDirectory() as folder:
        source, made = Path(folder) / "openapi.json", Path(folder) / "schema.ts"
        source.write_text(json.dumps(part))
        run(node, tool("openapi-typescript", str(source), "--output", str(made)))
        TYPES.write_text(_first_line(digest(part)) + made.read_text())


def check_types() -> None:
    """Raises LabError when they are stale."""
    if not is_current():
        raise LabError("admin-ui/src/api/schema.ts is not of this API: `python -m lab cms types` makes it anew")
