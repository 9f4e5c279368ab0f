"""Names that others are shown: read as they are meant, in whatever script."""

import marshmallow as ma
import pytest

from web.names import friendly_name
from web.naming import check_name, clean


@pytest.mark.parametrize(
    "name",
    [
        "Ada",
        "José Núñez",
        "Ольга",
        "Ελένη",
        "محمد",
        "می‌خواهم",
        "क्‍ष",
        "東京タワー",
        "김민준",
        "Tokyo 東京",
        "Zoë 99",
        "👨‍👩‍👧‍👦 family",
        "❤️",
        "🇩🇪 Ada",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f Ada",
        "🏳️‍🌈🏴‍☠️",
        "👋🏽 Ada 👩🏽‍💻",
        "👩‍❤️‍💋‍👨",
        "🧑🏻‍🤝‍🧑🏿",
        "🏃🏽‍♀️‍➡️",
        "🕵🏽‍♂ 👁️‍🗨️",
        "1️⃣ #️⃣",
        "Ada ™",
        "Ada 2",
        "Administrate",
        "Stafford",
        "Badminton 8",
        "Bernard 1",
        "Supportive",
        "Ravi रवि",
        "B. Uzz",
        "Nguyễn Thị",
        "O'Neil-Smith",
        "x" * 30,
    ],
)
def test_good_names(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("A\u200bda", "seen"),
        ("Ada\u2060", "seen"),
        ("A\u200dda", "seen"),
        ("\u202eadA", "seen"),
        ("Ad\u00ada", "seen"),
        ("\u3164", "seen"),
        ("\u2800\u2800", "seen"),
        ("\ue000x", "seen"),
        ("Ada 😀\U000e0061", "seen"),
        ("Ada ™\u200d\u200d\u200d", "seen"),
        ("Ada 😀\u200d", "seen"),
        ("😀\u200dAda", "seen"),
        ("Ada 😀\ufe0f\ufe0f", "seen"),
        ("Ada\ufe0f", "seen"),
        ("🇩\u200d🇪", "seen"),
        ("😀\u200d😀\u200d😀\u200d😀\u200d😀", "seen"),
        ("🏴\U000e0061\U000e007f", "seen"),
        ("1\ufe0f", "seen"),
        ("A\u0301\u0302\u0303\u0304\u0305da", "marks"),
        ("😀" + "\u0301" * 20, "marks"),
        ("🏳️‍🌈" + "\u0301" * 4, "marks"),
        ("Аda", "alike"),
        ("Αda", "alike"),
        ("Olgа Ада", "alike"),
        ("admin", "ours"),
        ("Buzz1ine", "ours"),
        ("ADМIN", "alike"),
        ("ｓｕｐｐｏｒｔ", "ours"),
        ("Big M0derator", "ours"),
        ("Buzzline-Support", "ours"),
        ("Admin!", "ours"),
        ("[Admin]", "ours"),
        ("_moderator_", "ours"),
        ("𝐀𝐝𝐦𝐢𝐧", "ours"),
        ("ＳＴＡＦＦ", "ours"),
        ("Admin2", "ours"),
        ("東京admin", "ours"),
        ("ᴀᴅᴍɪɴ", "ours"),
        ("rnoderator", "ours"),
        ("ᗩdmin", "alike"),
        ("A d m i n", "ours"),
        ("a.d.m.i.n", "ours"),
        ("@dmin", "ours"),
        ("$upport", "ours"),
        ("8uzzline", "ours"),
        ("Admin1", "ours"),
        ("Admins", "ours"),
        ("The 0wner", "ours"),
        ("Buzz line Team", "ours"),
        ("TheBuzzlineBot", "ours"),
        ("ѕуѕтем".replace("т", "t").replace("м", "m"), "alike"),
        ("A  B", "spaces"),
        ("A\u00a0B", "spaces"),
        ("...", "read"),
        ("x" * 31, "Longer"),
        ("\u0958" * 25, "Longer than 40"),
    ],
)
def test_bad_names_and_what_is_wrong_with_them(name: str, why: str) -> None:
    with pytest.raises(ma.ValidationError, match=why):
        check_name(name)


def test_names_are_kept_composed() -> None:
    assert clean("Jose\u0301") == "José"


def test_names_of_our_own_making_are_good() -> None:
    for _ in range(500):
        check_name(friendly_name())
