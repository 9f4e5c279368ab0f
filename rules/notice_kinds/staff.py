"""What players are told by the staff: in the staff's own words, or that there is an answer of theirs."""

from collections.abc import Mapping
from datetime import timedelta

from rules.notice_forms import PLAIN, Category, Kind, Text

_WORDS = Text("{title}", "{body}")


def _written(category: Category, kept: timedelta) -> Kind:
    """Words that people wrote, in the notice's language."""
    values = {"title": PLAIN, "body": PLAIN}
    return Kind(category=category, values=values, texts={"en": _WORDS, "es": _WORDS, "ar": _WORDS}, kept=kept)


_OF_THREAD = {"thread": PLAIN, "subject": PLAIN}
_YEAR = timedelta(days=365)

KINDS: Mapping[str, Kind] = {
    "news": _written("news", timedelta(days=90)),
    "account": _written("account", _YEAR),
    "staff_message": _written("support", _YEAR),
    "thread_answered": Kind(
        category="support",
        values=_OF_THREAD,
        texts={
            "en": Text("We have answered you", "{subject}"),
            "es": Text("Te hemos respondido", "{subject}"),
            "ar": Text("لقد أجبناك", "{subject}"),
        },
        link="/threads/{thread}",
        kept=_YEAR,
    ),
    "thread_closed": Kind(
        category="support",
        values=_OF_THREAD,
        texts={
            "en": Text("We have closed your request", "{subject} – write again to open it."),
            "es": Text("Hemos cerrado tu consulta", "{subject} – escribe de nuevo para abrirla."),
            "ar": Text("أغلقنا طلبك", "{subject} – اكتب من جديد لفتحه."),
        },
        link="/threads/{thread}",
        kept=_YEAR,
    ),
}
"""A campaign's category is the name of its kind (rules.campaigns)."""
