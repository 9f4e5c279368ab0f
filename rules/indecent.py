"""Words that somebody has to look at, by language; small lists, kept by hand. How they are found: rules.decency."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "en": "fuck fucker fucking motherfucker shit bullshit cunt bitch bastard asshole dickhead whore slut wanker twat "
    "fucks shits cunts bitches whores sluts",
    "es": "puta puto mierda cabron gilipollas coño pendejo maricon hijoputa putas",
    "fr": "merde putain salope connard connasse enculé pute bordel encule nique",
    "de": "scheiße scheisse arschloch fotze hurensohn wichser schlampe missgeburt fick ficken",
    "pt": "merda caralho porra puta buceta viado foder cuzao",
    "it": "cazzo merda stronzo puttana troia vaffanculo coglione",
    "pl": "kurwa chuj pizda jebac skurwysyn",
    "tr": "orospu siktir amcik yarrak",
    "ru": "блядь сука хуй пизда ебать мудак ублюдок",
    "ar": "شرموطة كس زب عاهرة قحبة",
    "hi": "चूतिया मादरचोद भोसड़ी",
}
"""Whole words. One is no proof: it may be a name, or be quoted."""

DOUBLED = "nigger niggers nigga niggas faggot faggots"
"""Whole words whose doubled letters tell them from others: Niger is a country, and a fagot an instrument."""

NEVER: Mapping[str, str] = {
    "en": "fuck fucker fucking fucks motherfucker cunt cunts",
    "es": "gilipollas hijoputa",
    "fr": "enculé connasse",
    "de": "hurensohn arschloch missgeburt fotze",
    "it": "vaffanculo stronzo",
    "pl": "skurwysyn kurwa",
    "tr": "siktir",
    "ru": "пизда ублюдок",
    "ar": "شرموطة قحبة",
    "hi": "मादरचोद",
}
"""Of WORDS those that are nobody's name: with DOUBLED, no name has one."""

WITHIN = "fuck cunt hurensohn arschloch gilipollas hijoputa vaffanculo skurwysyn пизда"
"""Of NEVER those that stand within hardly any other word: names are often written as one."""
INNOCENT = "scunthorpe"
"""Words that hold one of WITHIN."""
