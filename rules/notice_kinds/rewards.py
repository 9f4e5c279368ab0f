"""What players are told of their tokens."""

from collections.abc import Mapping

from rules.notice_forms import DAY, PLAIN, TOKENS, Kind, Text

_REDEMPTION = {"redemption": PLAIN, "name": PLAIN}
_OF_REDEMPTION = "/redemptions/{redemption}"

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
    "redemption_in_review": Kind(
        category="rewards",
        values=_REDEMPTION,
        texts={
            "en": Text(
                "We are looking at a reward", "{name}: our staff are looking at it. Your tokens wait meanwhile."
            ),
            "es": Text(
                "Estamos revisando una recompensa",
                "{name}: nuestro equipo lo está revisando. Tus fichas esperan mientras tanto.",
            ),
            "ar": Text("نراجع إحدى مكافآتك", "{name}: يراجعها فريقنا الآن. تبقى رموزك محجوزة في هذه الأثناء."),
        },
        link=_OF_REDEMPTION,
    ),
    "redemption_issued": Kind(
        category="rewards",
        values=_REDEMPTION,
        texts={
            "en": Text("Your reward is there", "{name} is yours. You find it in the app, with your rewards."),
            "es": Text("Tu recompensa está lista", "{name} ya es tuyo. Está en la aplicación, con tus recompensas."),
            "ar": Text("مكافأتك جاهزة", "{name} أصبحت لك. تجدها في التطبيق ضمن مكافآتك."),
        },
        link=_OF_REDEMPTION,
    ),
    "redemption_refunded": Kind(
        category="rewards",
        values={**_REDEMPTION, "tokens": TOKENS},
        texts={
            "en": Text("{tokens} back", "{name} did not come about. You have {tokens} back."),
            "es": Text("{tokens} de vuelta", "{name} no ha podido ser. Recuperas {tokens}."),
            "ar": Text("{tokens} عادت إليك", "{name}: لم تتم. أُعيد إليك: {tokens}."),
        },
        link=_OF_REDEMPTION,
    ),
}
"""Those of `_words` carry what a member of the staff wrote, in place of general words."""
