"""The product's web app with one route more, which does nothing: what benches compare with."""

from flask import Response

from wsgi import app


def noop() -> Response:
    """Answer at once."""
    return Response(b"{}\n", 202, content_type="application/json")


app.add_url_rule("/noop", view_func=noop, methods=["POST"])
