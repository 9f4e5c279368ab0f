"""Pictures and sounds of the demo content, made from geometry and sums: nothing of anybody else's."""

import math
import wave
from array import array
from collections.abc import Callable, Sequence
from io import BytesIO

from PIL import Image, ImageDraw

_SCALE = 3
"""Drawn so much larger, then made smaller: edges become smooth."""
_RATE = 8_000
_LOUD = 9_000
_INK, _PAPER = "#1a1720", "#ffffff"
_UNIT_S = 0.08
"""A dot of Morse code."""

Draw = ImageDraw.ImageDraw
Point = tuple[float, float]


def _picture(width: int, height: int, paint: Callable[[Draw], None], paper: str = _PAPER) -> bytes:
    """A PNG; `paint` counts in its pixels, as `_Pen` scales them."""
    image = Image.new("RGB", (width * _SCALE, height * _SCALE), paper)
    paint(ImageDraw.Draw(image))
    out = BytesIO()
    image.resize((width, height), Image.Resampling.LANCZOS).quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _box(*numbers: float) -> list[float]:
    return [number * _SCALE for number in numbers]


def _disc(draw: Draw, centre: Point, radius: float, colour: str) -> None:
    x, y = centre
    draw.ellipse(_box(x - radius, y - radius, x + radius, y + radius), fill=colour)


def _line(draw: Draw, points: Sequence[Point], width: float, colour: str = _INK) -> None:
    draw.line([(x * _SCALE, y * _SCALE) for x, y in points], fill=colour, width=round(width * _SCALE), joint="curve")


def flag_of_japan() -> bytes:
    """Two to three; a disc of three fifths of the height."""
    return _picture(300, 200, lambda draw: _disc(draw, (150, 100), 60, "#bc002d"))


def flag_of_sweden() -> bytes:
    """Five to eight; the cross' arms 5:2:9 across and 4:2:4 down."""

    def paint(draw: Draw) -> None:
        draw.rectangle(_box(100, 0, 140, 200), fill="#fecc02")
        draw.rectangle(_box(0, 80, 320, 120), fill="#fecc02")

    return _picture(320, 200, paint, "#006aa7")


def flag_of_estonia() -> bytes:
    """Seven to eleven; three bands of the same height."""

    def paint(draw: Draw) -> None:
        draw.rectangle(_box(0, 0, 330, 70), fill="#0072ce")
        draw.rectangle(_box(0, 70, 330, 140), fill="#000000")

    return _picture(330, 210, paint)


def clock_at_ten_past_ten() -> bytes:
    """A face without figures; twelve is at the top."""

    def paint(draw: Draw) -> None:
        _disc(draw, (120, 120), 110, _INK)
        _disc(draw, (120, 120), 104, _PAPER)
        for hour in range(12):
            _line(draw, [_at(hour / 12, 92), _at(hour / 12, 102)], 5 if hour % 3 == 0 else 2)
        _line(draw, [(120, 120), _at((10 + 10 / 60) / 12, 56)], 8)
        _line(draw, [(120, 120), _at(10 / 60, 86)], 5)
        _disc(draw, (120, 120), 7, "#bc002d")

    return _picture(240, 240, paint)


def _at(turn: float, radius: float, centre: Point = (120, 120)) -> Point:
    """A place on a circle, `turn` clockwise from the top."""
    angle = 2 * math.pi * turn
    return centre[0] + radius * math.sin(angle), centre[1] - radius * math.cos(angle)


def heptagon() -> bytes:
    """Seven equal sides."""

    def paint(draw: Draw) -> None:
        corners = [_at(corner / 7, 100) for corner in range(7)]
        draw.polygon([(x * _SCALE, y * _SCALE) for x, y in corners], fill="#ffc629")
        _line(draw, [*corners, corners[0], corners[1]], 4)

    return _picture(240, 240, paint)


def sine_wave() -> bytes:
    """The sine from 0 to two turns, with its axes."""

    def paint(draw: Draw) -> None:
        _line(draw, [(20, 100), (380, 100)], 2)
        _line(draw, [(20, 20), (20, 180)], 2)
        points = [(20 + x, 100 - 70 * math.sin(4 * math.pi * x / 360)) for x in range(361)]
        _line(draw, points, 4, "#bc002d")

    return _picture(400, 200, paint)


def braille_h() -> bytes:
    """A cell of two columns and three rows; dots 1, 2 and 5 are raised."""

    def paint(draw: Draw) -> None:
        for number in range(1, 7):
            column, row = divmod(number - 1, 3)
            centre = (50 + 60 * column, 40 + 60 * row)
            _disc(draw, centre, 20, _INK)
            if number not in (1, 2, 5):
                _disc(draw, centre, 17, _PAPER)

    return _picture(160, 200, paint)


def octave() -> bytes:
    """A tone of 440 Hz, then one of 880 Hz."""
    return _sound([(440, 0.9), (0, 0.15), (880, 0.9)])


def morse_sos() -> bytes:
    """Three dots, three dashes, three dots; a dash is three dots long."""
    tones = [(600, 1), (0, 1)] * 3 + [(0, 2)] + [(600, 3), (0, 1)] * 3 + [(0, 2)] + [(600, 1), (0, 1)] * 3
    return _sound([(pitch, units * _UNIT_S) for pitch, units in tones])


def _sound(tones: Sequence[tuple[float, float]]) -> bytes:
    """A WAV of tones (hertz, seconds) one after the other; 0 Hz is silence. Ends are rounded, so that none clicks."""
    samples = array("h")
    for pitch, seconds in tones:
        count = round(seconds * _RATE)
        for number in range(count):
            edge = min(1.0, number / 80, (count - number) / 80)
            samples.append(round(_LOUD * edge * math.sin(2 * math.pi * pitch * number / _RATE)))
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(samples.tobytes())
    return out.getvalue()


DRAWINGS: dict[str, Callable[[], bytes]] = {
    drawing.__name__.replace("_", "-"): drawing
    for drawing in (
        flag_of_japan,
        flag_of_sweden,
        flag_of_estonia,
        clock_at_ten_past_ten,
        heptagon,
        sine_wave,
        braille_h,
        octave,
        morse_sos,
    )
}
"""By the name that a question gives; the file that comes of it is named by its content alone."""
