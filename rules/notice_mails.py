"""The mail that carries what a player is told: the same words, where they lead to, and how to have no more of them."""

from collections.abc import Mapping
from urllib.parse import quote

from rules.notice_forms import Category
from rules.words import Language

NAMES: Mapping[Language, Mapping[Category, str]] = {
    "en": {
        "progress": "your progress",
        "battles": "your battles",
        "rewards": "your tokens and rewards",
        "referrals": "friends you invite",
        "account": "your account",
        "support": "answers of our support",
        "news": "news",
    },
    "es": {
        "progress": "tu progreso",
        "battles": "tus duelos",
        "rewards": "tus fichas y recompensas",
        "referrals": "las amistades que invitas",
        "account": "tu cuenta",
        "support": "respuestas de nuestro equipo",
        "news": "novedades",
    },
    "ar": {
        "progress": "تقدمك",
        "battles": "نزالاتك",
        "rewards": "رموزك ومكافآتك",
        "referrals": "أصدقاء تدعوهم",
        "account": "حسابك",
        "support": "ردود فريق الدعم",
        "news": "الأخبار",
    },
}
"""What each category is about."""
_FOOT: Mapping[Language, str] = {
    "en": "You get this because you want mail about {about}. To get no more of it:",
    "es": "Lo recibes porque quieres correo sobre: {about}. Para no recibir más:",
    "ar": "تصلك هذه الرسالة لأنك تريد بريدًا عن: {about}. لإيقافها:",
}

SURE: Mapping[Language, str] = {
    "en": "Shall we send you no more mail about {about}?",
    "es": "¿Dejamos de enviarte correo sobre: {about}?",
    "ar": "هل نوقف إرسال البريد إليك عن: {about}؟",
}
STOP: Mapping[Language, str] = {"en": "No more of it", "es": "No enviar más", "ar": "أوقفوه"}
STOPPED: Mapping[Language, str] = {
    "en": "You get no more mail about {about}. You can change that in the app, and find everything in its inbox.",
    "es": "Ya no recibirás correo sobre: {about}. Puedes cambiarlo en la aplicación; en su buzón está todo.",
    "ar": "لن يصلك بعد الآن بريد عن: {about}. يمكنك تغيير ذلك في التطبيق، وكل شيء في رسائله.",
}
"""What the page behind that way asks, and says afterwards."""


_SEE: Mapping[Language, str] = {"en": "See it in the app:", "es": "Míralo en la aplicación:", "ar": "شاهده في التطبيق:"}


def way(app_url: str, link: str | None) -> str | None:
    """The address of a path in the app; None: there is no such path, or nobody has said where the app is.

    It names what it leads to and lets nobody in: the app asks who opens it.
    """
    if not app_url or not link or not link.startswith("/") or link.startswith("//"):
        return None
    return app_url + quote(link)


def body(lang: Language, category: Category, text: str, unsubscribe: str, way: str | None = None) -> str:
    """The text of a mail. `unsubscribe` is the address of the page that ends such mail, `way` where it leads to."""
    seen = f"{_SEE[lang]}\n{way}\n\n" if way else ""
    return f"{text}\n\n{seen}-- \n{_FOOT[lang].format(about=NAMES[lang][category])}\n{unsubscribe}\n\nBuzzline\n"
