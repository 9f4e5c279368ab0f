"""Small files of every type, made here."""

import struct
import wave
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw


def picture(form: str = "PNG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    """An image with its left half white."""
    image = Image.new(mode, size)
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2 - 1, size[1]), fill="white" if mode != "CMYK" else (0, 0, 0, 0))
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def photo(orientation: int = 6, **options: Any) -> bytes:
    """A JPEG as a telephone makes it: turned, with maker, comment, time and the place on earth."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112], exif[0x0132] = "Telephone Works", orientation, "2026:11:24 18:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 29.0), 3: "E", 4: (2.0, 17.0, 40.0)})
    return picture("JPEG", exif=exif, comment=b"taken at home", quality=95, **options)


def moving(form: str) -> bytes:
    """Two frames."""
    out = BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(out, form, save_all=True, append_images=frames[1:])
    return out.getvalue()


def wav(seconds: float = 0.1, rate: int = 8_000) -> bytes:
    """Silence."""
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"\0\0" * int(seconds * rate))
    return out.getvalue()


def mp3(frames: int = 4) -> bytes:
    """Frames of layer III at 128 kbit/s and 44,100 Hz, with tags before and after."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    tag = b"ID3\x04\x00\x00" + bytes([0, 0, 0, 20]) + b"TPE1 somebody's name"
    return tag + frame * frames + b"TAG" + b"n" * 125


def box(name: bytes, content: bytes) -> bytes:
    """A box of an MP4."""
    return struct.pack(">I4s", 8 + len(content), name) + content


def mp4(brand: bytes = b"isom") -> bytes:
    """A film whose user data say where it was taken."""
    place = box(b"udta", box(b"\xa9xyz", b"+48.8577+002.295/"))
    moov = box(b"moov", box(b"mvhd", bytes(100)) + box(b"trak", box(b"tkhd", bytes(84)) + place) + place)
    return box(b"ftyp", brand + bytes(4) + brand) + box(b"uuid", b"x" * 16 + b"<xmp>") + moov + box(b"mdat", b"pixels")


WEBM = b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webmB\x87\x81\x04" + bytes(40)
OGG = b"OggS\x00\x02" + bytes(20) + b"\x01\x1e\x01vorbis" + bytes(40)
EVERY = {
    "image/jpeg": photo(),
    "image/png": picture("PNG", mode="RGBA"),
    "image/webp": picture("WEBP"),
    "image/gif": picture("GIF"),
    "audio/mpeg": mp3(),
    "audio/ogg": OGG,
    "audio/mp4": mp4(b"M4A "),
    "audio/wav": wav(),
    "video/mp4": mp4(),
    "video/webm": WEBM,
}
