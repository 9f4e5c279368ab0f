"""One small file of each format, and what makes files bad."""

import json
from random import Random

from tests.bridges.formats.sheets import sheet

CSV = (
    b"key,lang,kind,stem,option_1,option_2,correct,accepted,numbers,category,media_name,media_base64\n"
    b"1,en,single_choice,Q,a,'=b,1,,,A|B\\|C,p,cA==\n1,es,single_choice,P,c,d,,,,,,\n"
    b'2,en,numeric,"a ""b""\nc",,,,,3.14:0.01|1..5,,,\n3,,short_text,<b>&amp;</b>,,,,x|y,,,,\n'
)
GIFT = (
    b"\xef\xbb\xbf$CATEGORY: $course$/top/a//b/c\n\n// [id:1] [tag:x]\n::t\\:::[html]<p>Q</p>"
    b"{~%50%a#no ~%50%b ~%-10%c####g}\n\n"
    b"Pi{#=3.14:0.01 =%50%1..5 ~#x}\n\nQ{=a =%50%b\\=}\n\nQ {T#w#r}.\n\nQ{=a->b =c->d}\n\n[plain]\\\\ \\n{}\n"
)
MOODLE = (
    b'<?xml version="1.0"?><quiz><question type="category"><category><text>$course$/top/a</text></category></question>'
    b'<question type="multichoice"><name><text>n</text></name><questiontext format="html"><text><![CDATA[<p>Q<img '
    b'src="@@PLUGINFILE@@/a" alt="x"></p>]]></text><file name="a" encoding="base64">cA==</file></questiontext>'
    b'<single>true</single><answer fraction="100"><text>a</text></answer>'
    b'<answer fraction="0"><text>b</text></answer></question>'
    b'<question type="numerical"><questiontext><text>Q</text></questiontext><answer fraction="100"><text>1.5</text>'
    b"<tolerance>0.1</tolerance></answer></question></quiz>"
)
OPENTDB = json.dumps(
    {
        "response_code": 0,
        "results": [
            {"type": "multiple", "difficulty": "easy", "category": "A: B", "question": "Q &lt; 1",
             "correct_answer": "a", "incorrect_answers": ["b", "c"]},
            {"type": "boolean", "question": "Q%20", "correct_answer": "True", "incorrect_answers": ["False"]},
        ],
    }
).encode()  # fmt: skip
AIKEN = b"Q?\nA. a\nB) b\nANSWER: B\n\nP?\r\nA. <b>a</b>\r\nB. b\r\nANSWER: A\r\n"
KAHOOT = sheet((1, "Q?", "a", "b", "c", "d", 20, "1,3"), (2, "P?", 1, 2.5, None, "", 7, 1))
SAMPLES = {"csv": CSV, "gift": GIFT, "moodle": MOODLE, "opentdb": OPENTDB, "aiken": AIKEN, "kahoot": KAHOOT}
NASTY = [
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\\ud800",
        b"&#xD800;",
        b"&#0;",
        b"\xff",
        b"\r",
    ),
    *(
        b'"',
        b"'",
        b"{",
        b"}",
        b"=",
        b"~",
        b"#",
        b"::",
        b"<",
        b">",
        b"</",
        b"&",
        b"]]>",
        b"[",
        b"\\",
        b"%",
        b"|",
        b"\n\n",
    ),
    *(
        b"9" * 5000,
        b"1e99999",
        b"nan",
        b"..",
        b"-",
        b"PK\x03\x04",
        b"<!DOCTYPE x>",
        b"ANSWER:",
        b"A.",
        b"%FF",
        b"\xe2\x80\xa8",
    ),
]


def mutated(data: bytes, random: Random) -> bytes:
    """A file with some of its bytes changed, removed, repeated, or replaced by nasty ones."""
    file = bytearray(data)
    for _ in range(random.choice([1, 1, 2, 5, 30])):
        at = random.randrange(len(file) + 1)
        until = min(len(file), at + random.choice([0, 1, 1, 4, 50]))
        match random.randrange(5):
            case 0:
                file[at:until] = random.randbytes(random.randrange(4))
            case 1:
                file[at:until] = random.choice(NASTY)
            case 2:
                del file[at:until]
            case 3:
                file[at:at] = file[at:until] * random.randrange(5)
            case _:
                del file[at : at + random.randrange(1 + len(file) // 2)]
    return bytes(file)
