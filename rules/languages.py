"""Language tags (BCP 47): which of those that are there a player means."""

from collections.abc import Iterable


def lookup(wanted: str, there: Iterable[str]) -> list[str]:
    """Tags that fit a wanted one, the nearest first: `es-MX` means `es-MX`, else `es`. Case does not count.

    RFC 4647, section 3.4 (lookup): subtags are taken away from the end, and a single letter with what followed it.
    """
    known = {tag.lower(): tag for tag in there}
    subtags, found = wanted.lower().split("-"), []
    while subtags:
        if tag := known.get("-".join(subtags)):
            found.append(tag)
        subtags.pop()
        if subtags and len(subtags[-1]) == 1:
            subtags.pop()
    return found
