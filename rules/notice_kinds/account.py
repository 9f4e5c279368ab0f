"""What players are told of themselves and of whom they know."""

from collections.abc import Mapping
from datetime import timedelta

from rules.notice_forms import PLAIN, Channel, Kind, Text, term

GROUND = term(
    {
        "en": {
            "cheating": "there are signs that your answers had help",
            "conduct": "of what you wrote or how you called yourself",
            "accounts": "of more than one account",
            "rules": "the rules of the game were broken",
        },
        "es": {
            "cheating": "hay indicios de que tus respuestas tuvieron ayuda",
            "conduct": "lo pide lo que escribiste o cómo te llamaste",
            "accounts": "hay más de una cuenta",
            "rules": "se incumplieron las reglas del juego",
        },
        "ar": {
            "cheating": "هناك علامات على أن إجاباتك كانت بمساعدة",
            "conduct": "ما كتبته أو الاسم الذي اخترته لا يليق",
            "accounts": "لديك أكثر من حساب",
            "rules": "خولفت قواعد اللعبة",
        },
    }
)
_YEAR = timedelta(days=365)
_PUSH: tuple[Channel, ...] = ("push",)

KINDS: Mapping[str, Kind] = {
    "warning": Kind(
        category="account",
        values={"ground": GROUND},
        texts={
            "en": Text("A warning", "This is a warning, because {ground}. Write to us if you think that is wrong."),
            "es": Text(
                "Una advertencia", "Esto es una advertencia, porque {ground}. Si crees que no es así, escríbenos."
            ),
            "ar": Text("تحذير", "هذا تحذير لأن {ground}. اكتب إلينا إن كنت ترى ذلك خطأ."),
        },
        kept=_YEAR,
    ),
    "warning_words": Kind(
        category="account",
        values={"message": PLAIN},
        texts={
            "en": Text("A warning", "{message}"),
            "es": Text("Una advertencia", "{message}"),
            "ar": Text("تحذير", "{message}"),
        },
        kept=_YEAR,
    ),
    "friend_asked": Kind(
        category="account",
        values={"by": PLAIN},
        texts={
            "en": Text("A friend request", "Somebody would like to be your friend."),
            "es": Text("Una solicitud de amistad", "Alguien quiere estar entre tus amistades."),
            "ar": Text("طلب صداقة", "يودّ أحدهم أن يكون صديقك."),
        },
        link="/players/{by}",
        channels=_PUSH,
    ),
    "friend_accepted": Kind(
        category="account",
        values={"by": PLAIN},
        texts={
            "en": Text("A new friend", "Somebody whom you asked is your friend now."),
            "es": Text("Una amistad nueva", "Alguien a quien se lo pediste está ya entre tus amistades."),
            "ar": Text("صديق جديد", "قبِل طلبك من طلبت صداقته."),
        },
        link="/players/{by}",
        channels=_PUSH,
    ),
}
"""Of friends the link alone says who: a name would stay with another when its player is erased."""
