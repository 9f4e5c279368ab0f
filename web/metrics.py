"""What is counted: requests by route, answers by the way they went. gunicorn.conf.py has the workers share counts."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from prometheus_client import Counter, Histogram, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]  # prometheus_client's is not typed

REQUESTS = Histogram(
    "buzzline_http_request_seconds",
    "Requests by route, method and status.",
    ["route", "method", "status"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
_ACCEPTS = Counter("buzzline_answers", "Answers by the way they were accepted, or shed.", ["way"])
ACCEPTED_BY_KAFKA = _ACCEPTS.labels("kafka")
ACCEPTED_BY_OUTBOX = _ACCEPTS.labels("outbox")
SHED = _ACCEPTS.labels("shed")


def observe(environ: Mapping[str, Any], status: str, seconds: float) -> None:
    """Count a request that is answered; one without a route counts as route `none`, whatever its path was."""
    rule = getattr(environ.get("werkzeug.request"), "url_rule", None)
    route, method = (rule.rule, environ["REQUEST_METHOD"]) if rule else ("none", "any")
    _child(route, method, status[:3]).observe(seconds)


@cache
def _child(route: str, method: str, status: str) -> Histogram:
    return REQUESTS.labels(route, method, status)
