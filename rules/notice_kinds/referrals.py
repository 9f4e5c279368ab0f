"""What players are told of those whom they brought, and of having been brought."""

from collections.abc import Mapping

from rules.notice_forms import TOKENS, Kind, Text

_PAGE = "/referrals"

KINDS: Mapping[str, Kind] = {
    "referral_joined": Kind(
        category="referrals",
        texts={
            "en": Text("A friend has joined", "Somebody came by your code. It counts once they have played enough."),
            "es": Text("Un amigo se ha unido", "Alguien vino con tu código. Cuenta cuando haya jugado lo suficiente."),
            "ar": Text("انضم صديق", "جاء أحدهم عبر رمزك. يُحتسب ذلك بعد أن يلعب بما يكفي."),
        },
        link=_PAGE,
    ),
    "referral_held": Kind(
        category="referrals",
        values={"tokens": TOKENS},
        texts={
            "en": Text(
                "{tokens} on their way", "You get {tokens} for an invitation; they are held for some days first."
            ),
            "es": Text("{tokens} en camino", "Recibirás {tokens} por una invitación; antes se retienen unos días."),
            "ar": Text("{tokens} في الطريق", "ستحصل على {tokens} مقابل دعوة، وتُحجز لبضعة أيام أولًا."),
        },
        link=_PAGE,
    ),
    "referral_paid": Kind(
        category="referrals",
        values={"tokens": TOKENS},
        texts={
            "en": Text("{tokens} for an invitation", "{tokens} are yours: thank you for playing together."),
            "es": Text("{tokens} por una invitación", "{tokens} son tuyas: gracias por jugar en compañía."),
            "ar": Text("{tokens} مقابل دعوة", "{tokens} أصبحت لك: شكرًا على اللعب معًا."),
        },
        link=_PAGE,
    ),
    "referral_refused": Kind(
        category="referrals",
        texts={
            "en": Text(
                "An invitation does not count", "It is not rewarded. If you think that is wrong, you may appeal."
            ),
            "es": Text("Una invitación no cuenta", "No tiene premio. Si crees que es un error, puedes reclamar."),
            "ar": Text("دعوة لا تُحتسب", "لا مكافأة عليها. إن رأيت ذلك خطأً فيمكنك الاعتراض."),
        },
        link=_PAGE,
    ),
    "referral_taken_back": Kind(
        category="referrals",
        values={"tokens": TOKENS},
        texts={
            "en": Text(
                "{tokens} taken back",
                "An invitation does not count after all. What you have spent of it is owed. You may appeal.",
            ),
            "es": Text(
                "{tokens} menos",
                "Una invitación no cuenta al final. Lo que ya gastaste queda como deuda. Puedes reclamar.",
            ),
            "ar": Text("{tokens} استُرجعت", "تبيّن أن دعوة لا تُحتسب. ما أنفقته منها يبقى دينًا. يمكنك الاعتراض."),
        },
        link=_PAGE,
    ),
}
