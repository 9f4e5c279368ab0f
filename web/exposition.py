"""`/metrics`: what the workers have counted, and how far behind the pipeline is at this moment."""

from collections.abc import Iterator
from os import environ

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from web.admin.partners import standing
from web.wires import wires

blueprint = Blueprint("exposition", __name__)

_PLACE = ["topic", "partition"]


@blueprint.get("/metrics")
def expose() -> Response:
    """Everything as Prometheus reads it. Counts are those of all workers, whichever of them is asked."""
    counted = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]  # prometheus_client's is not typed
    read_now = CollectorRegistry()
    read_now.register(_Pipeline())
    return Response(generate_latest(counted) + generate_latest(read_now), content_type=CONTENT_TYPE_LATEST)


class _Pipeline(Collector):
    """Gauges that are read when they are asked for; of a store that is away there are none."""

    def collect(self) -> Iterator[Metric]:
        """As prometheus_client asks for them."""
        lag = wires().lag.read()
        behind = GaugeMetricFamily("buzzline_carried_lag", "Events in Kafka that are not applied.", labels=_PLACE)
        still = GaugeMetricFamily(
            "buzzline_carried_still_seconds", "How long a partition that lags has not moved.", labels=_PLACE
        )
        for family, values in ((behind, lag.behind), (still, lag.still_s)):
            for (topic, partition), value in values.items():
                family.add_metric([topic, str(partition)], value)
        yield behind
        yield still
        if lag.outbox_rows is not None:
            yield GaugeMetricFamily("buzzline_outbox_rows", "Events that wait in the outbox.", lag.outbox_rows)
            yield GaugeMetricFamily("buzzline_outbox_seconds", "Age of the oldest of them.", lag.outbox_s)
        due = GaugeMetricFamily("buzzline_messages_due", "Messages that are due to be sent.", labels=["channel"])
        late = GaugeMetricFamily("buzzline_messages_due_seconds", "How long the oldest has been.", labels=["channel"])
        for channel, (count, seconds) in lag.messages.items():
            due.add_metric([channel], count)
            late.add_metric([channel], seconds)
        yield due
        yield late
        yield from _partners()


def _partners() -> Iterator[Metric]:
    """What waits for each partner, and why, if nothing is submitted: an alarm names what is to be done."""
    stopped = GaugeMetricFamily(
        "buzzline_partner_stopped", "Whether nothing is submitted, and why.", labels=["partner", "why"]
    )
    due = GaugeMetricFamily("buzzline_redemptions_due", "Redemptions whose time has come.", labels=["partner"])
    try:
        with wires().postgres.connect() as connection:
            partners = standing(connection, frozenset(wires().partners))
    except SQLAlchemyError:
        return
    for one in partners:
        if one["configured"]:
            why = one["why_not"] or ""
            # What staff wrote is theirs to read where they wrote it.
            shown = why.partition(":")[0] if one["paused_reason"] or one["frozen_reason"] else why
            stopped.add_metric([one["name"], shown], float(not one["submits"]))
            due.add_metric([one["name"]], one["due"])
    yield stopped
    yield due
