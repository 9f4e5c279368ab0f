"""The documentation as people read it: Swagger UI, its files served by us, and no script from anywhere else."""

from pathlib import Path

import swagger_ui_bundle
from flask import Blueprint, Response, send_from_directory

blueprint = Blueprint("docs", __name__, url_prefix="/docs", static_folder="static", static_url_path="/own")

_BUNDLE = Path(swagger_ui_bundle.swagger_ui_path)
_FILES = ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Buzzline API</title>
<link rel="icon" href="/docs/files/favicon-32x32.png">
<link rel="stylesheet" href="/docs/files/swagger-ui.css">
<div id="docs"></div>
<script src="/docs/files/swagger-ui-bundle.js"></script>
<script src="/docs/own/docs.js"></script>
</html>
"""


@blueprint.get("")
def page() -> Response:
    """The page; what it shows it reads from /v1/openapi.json."""
    response = Response(_PAGE, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _POLICY
    return response


@blueprint.get("/files/<any({}):name>".format(", ".join(f"'{name}'" for name in _FILES)))
def file(name: str) -> Response:
    """Swagger UI's own files."""
    return send_from_directory(_BUNDLE, name, max_age=86_400)
