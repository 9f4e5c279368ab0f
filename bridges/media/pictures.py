"""Images, decoded and encoded anew: what is kept holds pixels and nothing else, no place, no maker, no second file."""

import warnings
from io import BytesIO

from PIL import Image, ImageCms, ImageOps

from bridges.media.refusal import MediumRefused
from rules.media import PIXELS_MOST, SIDE_MOST

_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
_SCANS_MOST = 100
"""Of a progressive JPEG, which has about ten; each costs as much as a whole picture, and hardly a byte."""
_SAVED = {
    "image/jpeg": ("JPEG", {"quality": 85, "optimize": True}),
    "image/png": ("PNG", {}),
    "image/webp": ("WEBP", {"quality": 90}),
}


def redraw(data: bytes, mime: str) -> tuple[bytes, str, int, int]:
    """The bytes, type, width and height to keep: upright, in sRGB, no side above SIDE_MOST. Raises MediumRefused."""
    if mime == "image/webp":
        _check_canvas(data)
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(data), formats=[_FORMATS[mime]]) as image:
            _check(image, data, mime)
            return _saved(_drawn(image), "image/png" if mime == "image/gif" else mime)
    except MediumRefused:
        raise
    except Exception as error:  # Pillow raises whatever its reading stumbles over
        detail = f"The picture cannot be read; save it anew. {type(error).__name__}: {error}"
        raise MediumRefused("media_malformed", detail[:300]) from error


def _check_canvas(data: bytes) -> None:
    """WebP's decoder reserves the canvas that the header names before anybody has seen its size."""
    if data[12:16] == b"VP8X" and len(data) >= 30:
        _weigh(*(1 + int.from_bytes(data[at : at + 3], "little") for at in (24, 27)))


def _check(image: Image.Image, data: bytes, mime: str) -> None:
    _weigh(*image.size)
    if mime == "image/jpeg" and data.count(b"\xff\xda") > _SCANS_MOST:
        raise MediumRefused("media_malformed", f"A JPEG of more than {_SCANS_MOST} scans: save it anew.")
    if mime != "image/jpeg" and getattr(image, "is_animated", False):
        raise MediumRefused("media_animated", "The picture moves: send it as MP4 or WebM, which can be stopped.")


def _weigh(width: int, height: int) -> None:
    if width * height > PIXELS_MOST:
        raise MediumRefused("media_too_many_pixels", f"{width} x {height}: at most {PIXELS_MOST} pixels are taken.")


def _drawn(image: Image.Image) -> Image.Image:
    """The pixels as they are meant to be seen."""
    image.draft(None, (SIDE_MOST, SIDE_MOST))  # a JPEG is decoded no larger than it is needed
    drawn: Image.Image = image
    if drawn.mode.startswith("I"):  # 16 bits a pixel
        drawn = drawn.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    drawn = _coloured(drawn, "RGBA" if image.has_transparency_data else "RGB")
    drawn.thumbnail((SIDE_MOST, SIDE_MOST), Image.Resampling.LANCZOS)
    turned = ImageOps.exif_transpose(drawn)
    turned.info.clear()  # or its comment and its profile are written, too
    return turned


def _coloured(image: Image.Image, mode: str) -> Image.Image:
    """In sRGB, which is what a picture without a profile is taken for."""
    profile = image.info.get("icc_profile")
    if image.mode in ("P", "PA", "LA", "1"):
        image = image.convert(mode)
    if profile:
        try:
            given = ImageCms.ImageCmsProfile(BytesIO(profile))
            found = ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode=mode)
            assert found is not None  # not in place
            found.info.update(image.info)
            return found
        except (ImageCms.PyCMSError, OSError):
            pass  # a profile of another kind of colours, or none: the numbers are taken as they are
    return image if image.mode == mode else image.convert(mode)


def _saved(image: Image.Image, mime: str) -> tuple[bytes, str, int, int]:
    form, options = _SAVED[mime]
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue(), mime, *image.size
