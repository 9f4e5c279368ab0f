"""What players are told of their tokens."""

from collections.abc import Mapping

from rules.notice_forms import DAY, PLAIN, TOKENS, Kind, Text

KINDS: Mapping[str, Kind] = {
    "tokens_expire": Kind(
        category="rewards",
        values={"tokens": TOKENS, "last": DAY},
        texts={
            "en": Text("{tokens} will expire", "Use them until {last}: tokens that are not used grow too old."),
            "es": Text("{tokens} por caducar", "Úsalas hasta el {last}: las fichas que no se usan caducan."),
            "ar": Text("{tokens} قبل انتهاء الصلاحية", "استخدمها حتى {last}: ما لا يُستخدم من الرموز تنتهي صلاحيته."),
        },
    ),
    "credit": Kind(
        category="rewards",
        values={"tokens": TOKENS},
        texts={
            "en": Text("{tokens} for you", "Our staff have given you {tokens}."),
            "es": Text("{tokens} para ti", "Nuestro equipo te ha dado {tokens}."),
            "ar": Text("{tokens} لك", "أعطاك فريقنا: {tokens}."),
        },
    ),
    "debit": Kind(
        category="rewards",
        values={"tokens": TOKENS},
        texts={
            "en": Text("{tokens} taken back", "Our staff have taken back {tokens}."),
            "es": Text("{tokens} menos", "Nuestro equipo ha retirado {tokens}."),
            "ar": Text("{tokens} استُرجعت", "استرجع فريقنا: {tokens}."),
        },
    ),
    "credit_words": Kind(
        category="rewards",
        values={"tokens": TOKENS, "message": PLAIN},
        texts={
            "en": Text("{tokens} for you", "{message}"),
            "es": Text("{tokens} para ti", "{message}"),
            "ar": Text("{tokens} لك", "{message}"),
        },
    ),
    "debit_words": Kind(
        category="rewards",
        values={"tokens": TOKENS, "message": PLAIN},
        texts={
            "en": Text("{tokens} taken back", "{message}"),
            "es": Text("{tokens} menos", "{message}"),
            "ar": Text("{tokens} استُرجعت", "{message}"),
        },
    ),
}
"""Those of `_words` carry what a member of the staff wrote, in place of general words."""
