"""The markup of what staff write to players: bold, italic and links out, as HTML. All else is taken away."""

import nh3

TAGS = {"a", "b", "i"}
_SCHEMES = {"https", "mailto"}


def clean(text: str) -> str:
    """A text with no other tags, attributes and addresses than those; ` <` and `&` that are text stand as entities.

    nh3 (Mozilla's successor to bleach, on Servo's parser) reads it as browsers do, so what it leaves means the same
    to them. What it gives is clean, and stays as it is.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return nh3.clean(
        text,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
        clean_content_tags={"script", "style", "iframe", "noscript", "template"},
        filter_style_properties=set(),
    )
