"""A redemption for who looks at the CMS, asked for through the page's own origin as its player would."""

import secrets

from playwright.sync_api import Page

from lab.cms.calls import CALLS

_WAIT_S = 60
"""At most, for a catalogue that was not read yet."""


def redeem(page: Page, email: str, password: str) -> str:
    """Somebody asks for a gift card of $10.01, which is worth so much that people look at it first: its id.

    Raises playwright's Error if they cannot.
    """
    found: str = page.evaluate(_REDEEM, [{"email": email, "password": password}, secrets.token_urlsafe(24), _WAIT_S])
    return found


_REDEEM = (
    "async ([login, key, wait_s]) => {"
    + CALLS
    + """
  const token = (await call(null, "POST", "auth/login", login)).access_token;
  const { terms_version: terms } = await call(token, "GET", "config");
  const sold = async () =>
    (await call(token, "GET", "catalogue?kind=gift_card")).items.find((one) => one.tokens_per_unit);
  let card = await sold();
  for (let at = 0; at < wait_s && !card; at += 1) {
    await new Promise((over) => setTimeout(over, 1000));
    card = await sold();
  }
  const wanted = { product_id: card.id, value: "10.01", terms };
  return (await call(token, "POST", "redemptions", wanted, { "Idempotency-Key": key })).id;
}"""
)
