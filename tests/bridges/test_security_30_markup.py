"""Security 30: of what staff write to players bold, italic and links out are left."""

import pytest

from bridges.markup import clean


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("<b>x</b><script>alert(1)</script><i>y</i>", "<b>x</b><i>y</i>"),
        ("<img src=x onerror=alert(1)>{prize}", "{prize}"),
        ("<a href='javascript:alert(1)'>x</a>", '<a rel="noopener noreferrer">x</a>'),
        (
            "<a href='https://x.y' onclick=alert(1) style='color:red'>x</a>",
            '<a href="https://x.y" rel="noopener noreferrer">x</a>',
        ),
        ("<svg><style><img src=x onerror=alert(1)></style></svg>", ""),
        ("<h1>x</h1>\r\nline", "x\nline"),
    ],
)
def test_all_but_a_little_markup_is_taken_away(given: str, kept: str) -> None:
    assert clean(given) == kept
    assert clean(kept) == kept, "what is clean stays as it is"
