"""What players are told of decisions about them and what they write."""

from collections.abc import Mapping
from datetime import timedelta

from rules.notice_forms import PLAIN, Kind, Text, term
from rules.notice_kinds.account import GROUND

_WHAT = term(
    {
        "en": {
            "hide_entry": "An entry of yours is not shown any more",
            "ban_redemption": "You may not redeem tokens for now",
            "ban_ranked": "You may only practise for now",
            "ban": "You may not play for now",
        },
        "es": {
            "hide_entry": "Una de tus entradas ya no se muestra",
            "ban_redemption": "Por ahora no puedes canjear fichas",
            "ban_ranked": "Por ahora solo puedes practicar",
            "ban": "Por ahora no puedes jugar",
        },
        "ar": {
            "hide_entry": "لم تعد إحدى مشاركاتك معروضة",
            "ban_redemption": "لا يمكنك استبدال الرموز في الوقت الحالي",
            "ban_ranked": "لا يمكنك سوى التدرّب في الوقت الحالي",
            "ban": "لا يمكنك اللعب في الوقت الحالي",
        },
    }
)
_OUTCOME = term(
    {
        "en": {
            "uphold": "Somebody else has looked at it again: the decision stands.",
            "overturn": "Somebody else has looked at it again: the decision was taken back.",
        },
        "es": {
            "uphold": "Otra persona lo ha revisado: la decisión se mantiene.",
            "overturn": "Otra persona lo ha revisado: la decisión se ha retirado.",
        },
        "ar": {
            "uphold": "راجع شخص آخر الأمر: القرار باقٍ.",
            "overturn": "راجع شخص آخر الأمر: سُحب القرار.",
        },
    }
)
_YEAR = timedelta(days=365)

KINDS: Mapping[str, Kind] = {
    "sanctioned": Kind(
        category="account",
        values={"what": _WHAT, "ground": GROUND},
        texts={
            "en": Text("A decision about you", "{what}, because {ground}. You may appeal if you think that is wrong."),
            "es": Text("Una decisión sobre ti", "{what}, porque {ground}. Si crees que no es así, puedes reclamar."),
            "ar": Text("قرار بشأنك", "{what} لأن {ground}. يمكنك الاعتراض إن كنت ترى ذلك خطأ."),
        },
        link="/appeals",
        kept=_YEAR,
    ),
    "appeal_decided": Kind(
        category="account",
        values={"outcome": _OUTCOME},
        texts={
            "en": Text("Your appeal", "{outcome}"),
            "es": Text("Tu reclamación", "{outcome}"),
            "ar": Text("اعتراضك", "{outcome}"),
        },
        link="/appeals",
        kept=_YEAR,
    ),
    "renamed": Kind(
        category="account",
        values={"name": PLAIN},
        texts={
            "en": Text("Another name", "Your name breaks our rules: you are called {name} now. Choose another."),
            "es": Text("Otro nombre", "Tu nombre no cumple nuestras reglas: ahora te llamas {name}. Elige otro."),
            "ar": Text("اسم آخر", "اسمك لا يوافق قواعدنا: اسمك الآن {name}. اختر اسمًا آخر."),
        },
        kept=_YEAR,
    ),
}
