"""A tick reads partners' products into the catalogue: all that one offers in one transaction, or nothing."""

import structlog

from bridges.partners.port import Partner, Unavailable
from models import product_syncs
from rules.catalogue import all_tidied
from tasks import app, runtime

log = structlog.get_logger()

_EVERY_S = 900
_AGAIN_S = 60
"""After a partner was away."""
_LONGEST_S = 300


@app.task(time_limit=_LONGEST_S)
def sync_products() -> None:
    """Read the products of each partner that is due."""
    for partner in runtime.partners().values():
        with runtime.engine().begin() as connection:
            due = product_syncs.claim(connection, partner.name, _LONGEST_S)
        if due:
            sync(partner)


def sync(partner: Partner) -> None:
    """Take over what a partner offers. One that is away, or offers nothing at all, leaves the catalogue as it is."""
    try:
        offered = list(partner.offers())
        problem = "" if offered else "it offers nothing"
    except Unavailable as error:
        offered, problem = [], str(error) or "it is away"
    taken = all_tidied(offered)
    with runtime.engine().begin() as connection:
        if problem:
            product_syncs.fail(connection, partner.name, problem, _AGAIN_S)
        else:
            product_syncs.take_over(connection, partner.name, taken)
            product_syncs.succeed(connection, partner.name, len(taken), _EVERY_S)
    if problem:
        log.warning("products were not read", partner=partner.name, problem=problem)
    else:
        log.info("products were read", partner=partner.name, offers=len(taken), left_out=len(offered) - len(taken))
