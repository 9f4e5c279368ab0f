"""What players are told of their battles."""

from collections.abc import Mapping

from rules import words
from rules.notice_forms import NUMBER, PLAIN, Kind, Text, Value, Variable
from rules.words import Language

_PAID: Mapping[Language, str] = {"en": " You get {}.", "es": " Te da {}.", "ar": " لك {}."}


def _paid(lang: Language, tokens: Value, _: str) -> str:
    """A sentence on what it gives; of nothing, no word."""
    return _PAID[lang].format(words.tokens(lang, int(tokens))) if tokens else ""


_VALUES = {"battle": PLAIN, "prompt": PLAIN, "votes": NUMBER, "of": NUMBER, "paid": Variable(int, _paid)}
_TITLES: Mapping[str, Mapping[Language, str]] = {
    "won": {
        "en": "You have won a creative battle",
        "es": "Has ganado un duelo creativo",
        "ar": "فزت في نزال إبداعي",
    },
    "lost": {
        "en": "Your opponent has won a creative battle",
        "es": "Tu rival ha ganado un duelo creativo",
        "ar": "فاز خصمك في نزال إبداعي",
    },
    "tie": {
        "en": "Your creative battle is a tie",
        "es": "Tu duelo creativo acaba en empate",
        "ar": "انتهى نزالك الإبداعي بالتعادل",
    },
    "void": {
        "en": "Your creative battle is void",
        "es": "Tu duelo creativo queda anulado",
        "ar": "أُلغي نزالك الإبداعي",
    },
}
_BY_VOTES: Mapping[Language, str] = {
    "en": "{prompt} – {votes} of {of} votes were for your entry.{paid}",
    "es": "{prompt} – {votes} de {of} votos fueron para tu obra.{paid}",
    "ar": "{prompt} – {votes} من {of} من الأصوات كانت لعملك.{paid}",
}
_BY_DEFAULT: Mapping[Language, str] = {
    "en": "{prompt} – one of the two entries was missing, or could not be shown.{paid}",
    "es": "{prompt} – una de las dos obras faltaba o no se podía mostrar.{paid}",
    "ar": "{prompt} – أحد العملين لم يُقدَّم أو لا يمكن عرضه.{paid}",
}
_VOID: Mapping[Language, str] = {
    "en": "{prompt} – neither entry could be shown.{paid}",
    "es": "{prompt} – ninguna de las dos obras se podía mostrar.{paid}",
    "ar": "{prompt} – لا يمكن عرض أيٍّ من العملين.{paid}",
}


def _creative(fate: str, bodies: Mapping[Language, str]) -> Kind:
    titles = _TITLES[fate]
    texts = {lang: Text(titles[lang], body) for lang, body in bodies.items()}
    return Kind(category="battles", values=_VALUES, texts=texts, link="/battles/{battle}")


KINDS: Mapping[str, Kind] = {
    "creative_won": _creative("won", _BY_VOTES),
    "creative_lost": _creative("lost", _BY_VOTES),
    "creative_tie": _creative("tie", _BY_VOTES),
    "creative_won_by_default": _creative("won", _BY_DEFAULT),
    "creative_lost_by_default": _creative("lost", _BY_DEFAULT),
    "creative_void": _creative("void", _VOID),
}
