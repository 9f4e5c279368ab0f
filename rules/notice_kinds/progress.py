"""What players are told of their progress."""

from collections.abc import Mapping

from rules import achievement_words
from rules.achievements import ACHIEVEMENTS
from rules.notice_forms import NUMBER, Kind, Text, Value, Variable
from rules.words import Language


def _say(lang: Language, code: Value, part: str) -> str:
    name, description = achievement_words.words(lang, str(code))
    return description if part == "description" else name


KINDS: Mapping[str, Kind] = {
    "achievement": Kind(
        category="progress",
        values={"achievement": Variable(str, _say, [each.code for each in ACHIEVEMENTS])},
        texts={
            "en": Text("{achievement}", "{achievement:description}"),
            "es": Text("{achievement}", "{achievement:description}"),
            "ar": Text("{achievement}", "{achievement:description}"),
        },
        link="/progress",
    ),
    "level": Kind(
        category="progress",
        values={"level": NUMBER},
        texts={
            "en": Text("Level {level}", "You have reached level {level}."),
            "es": Text("Nivel {level}", "Has llegado al nivel {level}."),
            "ar": Text("المستوى {level}", "بلغت المستوى {level}."),
        },
        link="/progress",
    ),
}
