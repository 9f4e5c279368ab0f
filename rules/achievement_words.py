"""Achievements in the languages that `rules.achievements` does not have them in: names, and what each is for."""

from collections.abc import Mapping

from rules.achievements import ACHIEVEMENTS, Metric
from rules.words import Forms, Language, counted

_NAMES: Mapping[Language, Mapping[str, str]] = {
    "es": {
        "first_answer": "Allá vamos",
        "answers_100": "En calor",
        "answers_1000": "Con curiosidad",
        "answers_10000": "Insaciable",
        "right_100": "Con lecturas",
        "right_1000": "Erudición",
        "right_5000": "Enciclopedia",
        "sessions_10": "Habitual",
        "sessions_100": "De la casa",
        "perfect_1": "Impecable",
        "perfect_10": "Perfeccionista",
        "perfect_50": "Sin reproche",
        "streak_7": "Una buena semana",
        "streak_30": "Un buen mes",
        "streak_365": "Un buen año",
        "categories_5": "De todo un poco",
        "categories_15": "Mente renacentista",
        "live_win_1": "En el centro",
        "live_win_10": "Estrella",
        "battle_win_1": "Retador",
        "battle_win_10": "Contendiente",
        "battle_win_100": "Campeón",
        "daily_7": "Pan de cada día",
        "daily_100": "Como un reloj",
        "fast_50": "Ingenio veloz",
        "fast_1000": "Relámpago",
        "level_10": "En ascenso",
        "level_25": "Montañismo",
        "level_50": "En la cumbre",
    },
    "ar": {
        "first_answer": "ها نحن نبدأ",
        "answers_100": "إحماء",
        "answers_1000": "فضولي",
        "answers_10000": "لا يشبع",
        "right_100": "واسع الاطلاع",
        "right_1000": "عالِم",
        "right_5000": "موسوعة",
        "sessions_10": "من الروّاد",
        "sessions_100": "من أهل الدار",
        "perfect_1": "بلا خطأ",
        "perfect_10": "محب للكمال",
        "perfect_50": "فوق العيب",
        "streak_7": "أسبوع طيب",
        "streak_30": "شهر طيب",
        "streak_365": "سنة طيبة",
        "categories_5": "من كل بستان",
        "categories_15": "عقل موسوعي",
        "live_win_1": "في قلب المسرح",
        "live_win_10": "نجم العرض",
        "battle_win_1": "متحدٍّ",
        "battle_win_10": "منافس",
        "battle_win_100": "بطل",
        "daily_7": "خبز يومي",
        "daily_100": "كالساعة",
        "fast_50": "سريع البديهة",
        "fast_1000": "برق",
        "level_10": "متسلّق",
        "level_25": "متسلّق جبال",
        "level_50": "على القمة",
    },
}
_METRICS: Mapping[Language, Mapping[Metric, Forms]] = {
    "es": {
        "answered": {"one": "Responde tu primera pregunta.", "other": "Responde {n} preguntas."},
        "right": {"one": "Da {n} respuesta correcta.", "other": "Da {n} respuestas correctas."},
        "sessions": {"one": "Termina {n} partida.", "other": "Termina {n} partidas."},
        "perfect_sessions": {
            "one": "Acierta todas las preguntas de una partida.",
            "other": "Juega {n} partidas perfectas.",
        },
        "best_streak_days": {"one": "Juega {n} día.", "other": "Juega {n} días seguidos."},
        "categories_played": {"one": "Juega en {n} tema.", "other": "Juega en {n} temas."},
        "live_wins": {"one": "Gana un concurso en vivo.", "other": "Gana {n} concursos en vivo."},
        "battles_won": {"one": "Gana una batalla.", "other": "Gana {n} batallas."},
        "daily_played": {"one": "Termina el reto diario un día.", "other": "Termina el reto diario en {n} días."},
        "fast_right": {"one": "Acierta {n} pregunta en 3 segundos.", "other": "Acierta {n} preguntas en 3 segundos."},
        "level": {"one": "Llega al nivel {n}.", "other": "Llega al nivel {n}."},
    },
    "ar": {
        "answered": {"one": "أجب عن أول سؤال لك.", "few": "أجب عن {n} أسئلة.", "other": "أجب عن {n} سؤال."},
        "right": {"few": "أعطِ {n} إجابات صحيحة.", "other": "أعطِ {n} إجابة صحيحة."},
        "sessions": {"few": "أنهِ {n} جولات.", "other": "أنهِ {n} جولة."},
        "perfect_sessions": {
            "one": "أجب صحيحًا عن كل أسئلة جولة.",
            "few": "العب {n} جولات كاملة.",
            "other": "العب {n} جولة كاملة.",
        },
        "best_streak_days": {"few": "العب {n} أيام متتالية.", "other": "العب {n} يومًا متتاليًا."},
        "categories_played": {"few": "العب في {n} مواضيع.", "other": "العب في {n} موضوعًا."},
        "live_wins": {
            "one": "اربح مسابقة مباشرة.",
            "few": "اربح {n} مسابقات مباشرة.",
            "other": "اربح {n} مسابقة مباشرة.",
        },
        "battles_won": {"one": "اربح معركة.", "few": "اربح {n} معارك.", "other": "اربح {n} معركة."},
        "daily_played": {"few": "أكمل التحدي اليومي في {n} أيام.", "other": "أكمل التحدي اليومي في {n} يوم."},
        "fast_right": {"few": "أجب صحيحًا عن {n} أسئلة خلال 3 ثوانٍ.", "other": "أجب صحيحًا عن {n} سؤال خلال 3 ثوانٍ."},
        "level": {"other": "ابلغ المستوى {n}."},
    },
}


def words(lang: Language, code: str) -> tuple[str, str]:
    """An achievement's name and what it is for. Raises LookupError for one that is not declared."""
    found = next((each for each in ACHIEVEMENTS if each.code == code), None)
    if found is None:
        raise LookupError(code)
    if lang not in _NAMES:
        return found.name, found.description
    return _NAMES[lang][code], counted(lang, _METRICS[lang][found.metric], found.threshold)
