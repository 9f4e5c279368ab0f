"""What is kept of a file: what is to be seen or heard, and nothing about who made it where."""

import struct
import warnings
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from bridges.media import MediumRefused, prepare
from rules.media import SIDE_MOST, SIZE_MOST, TYPES, sniff
from tests.bridges.media.files import EVERY, box, moving, mp3, mp4, photo, picture, wav


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def code(data: bytes) -> str:
    with pytest.raises(MediumRefused) as refusal:
        prepare(data)
    return refusal.value.code


@pytest.mark.parametrize("mime", TYPES)
def test_every_type_that_is_taken_comes_out_as_what_it_is(mime: str) -> None:
    prepared = prepare(EVERY[mime])
    assert prepared.medium.kind == TYPES[mime]
    assert prepared.mime == sniff(prepared.data) == ("image/png" if mime == "image/gif" else mime)
    assert prepared.size == len(prepared.data)
    assert (prepared.medium.width is not None) == (prepared.medium.kind == "image")


def test_a_photograph_stands_upright_and_says_no_more_where_and_by_whom_it_was_taken() -> None:
    given = photo(orientation=6)
    assert opened(given).getexif().get_ifd(0x8825)[2] == (48.0, 51.0, 29.0)
    prepared = prepare(given)
    kept = opened(prepared.data)
    assert (dict(kept.getexif()), kept.info.get("comment"), kept.info.get("icc_profile")) == ({}, None, None)
    assert b"Exif" not in prepared.data
    assert b"Telephone" not in prepared.data
    assert (prepared.medium.width, prepared.medium.height) == kept.size == (40, 60)
    pixels = kept.convert("L")  # a quarter to the right: what was left is above
    assert pixels.getpixel((20, 10)) > 250 > 5 > pixels.getpixel((20, 50))  # type: ignore[operator]  # of one band


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_metadata_of_other_images_go_as_well(form: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[0x010F] = "Telephone Works"
    kept = prepare(picture(form, exif=exif, icc_profile=profile)).data
    assert b"Telephone" not in kept
    assert opened(kept).info.keys() & {"exif", "icc_profile", "xmp", "comment"} == set()


def test_a_turned_picture_with_a_profile_is_turned() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert opened(prepare(photo(orientation=6, icc_profile=profile)).data).size == (40, 60)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_of_png_looks_the_same_afterwards(mode: str) -> None:
    image = Image.new("I;16" if mode == "I;16" else "RGB", (60, 40))
    image.paste(65_535 if mode == "I;16" else "white", (0, 0, 30, 40))
    image = image if mode == "I;16" else image.convert(mode)
    out = BytesIO()
    image.save(out, "PNG")
    pixels = opened(prepare(out.getvalue()).data).convert("L")
    assert (pixels.getpixel((10, 20)), pixels.getpixel((50, 20))) == (255, 0)


def test_what_is_transparent_stays_so() -> None:
    kept = opened(prepare(picture("PNG", mode="RGBA")).data)
    assert kept.mode == "RGBA"
    assert kept.getpixel((50, 20))[3] == 0  # type: ignore[index]  # of four bands


def test_colours_for_print_become_colours_for_screens() -> None:
    kept = opened(prepare(picture("JPEG", mode="CMYK")).data)
    assert (kept.mode, kept.convert("L").getpixel((10, 20))) == ("RGB", 255)


def test_large_pictures_become_smaller() -> None:
    medium = prepare(picture("JPEG", size=(4_000, 3_000))).medium
    assert (medium.width, medium.height) == (SIDE_MOST, SIDE_MOST * 3 // 4)


def test_what_stands_behind_a_picture_is_not_kept() -> None:
    kept = prepare(picture() + b"PK\x03\x04<script>alert(1)</script>").data
    assert b"<script>" not in kept


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"", "media_empty"),
        (b"\xff\xd8\xff" + bytes(SIZE_MOST), "media_too_big"),
        (b"\xef\xbb\xbf <svg/>", "media_type"),
        (b"hello", "media_type"),
        (picture()[:60], "media_malformed"),
        (b"\xff\xd8\xff" + b"\xff\xda" * 200, "media_malformed"),
        (photo() + b"\xff\xda" * 200, "media_malformed"),
        (picture("PNG", (6_000, 5_000), "1"), "media_too_many_pixels"),
        (moving("GIF"), "media_animated"),
        (moving("PNG"), "media_animated"),
        (moving("WEBP"), "media_animated"),
        (mp4()[:-1], "media_malformed"),
        (mp4().replace(b"moov", b"move"), "media_malformed"),
        (wav(0), "media_malformed"),
        (wav()[:30], "media_malformed"),
        (wav().replace(b"fmt \x10\0\0\0\x01", b"fmt \x10\0\0\0\x55"), "media_malformed"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_the_reason(data: bytes, wanted: str) -> None:
    assert code(data) == wanted


def test_more_pixels_than_pillow_itself_would_take_are_too_many_for_us_too() -> None:
    data = bytearray(picture("GIF"))
    data[6:10] = b"\xff\xff\xff\xff"
    with warnings.catch_warnings(action="ignore"):
        assert code(bytes(data)) in ("media_too_many_pixels", "media_malformed")


def test_an_mp3_loses_its_tags_and_keeps_its_frames() -> None:
    ape = b"APETAGEX" + struct.pack("<IIII", 2_000, 32 + 40, 1, 1 << 31) + bytes(8)
    frames = mp3(40)[30:-128]
    assert prepare(mp3(40)).data == frames
    assert prepare(frames + ape + b"somebody's name".ljust(40) + ape + b"TAG" + b"n" * 125).data == frames


def test_a_wav_keeps_its_format_and_samples() -> None:
    data = wav()
    listed = data[:36] + b"LIST\x04\0\0\0name" + data[36:]
    assert prepare(listed).data == data


def test_a_film_forgets_where_it_was_taken_and_moves_no_offset() -> None:
    data = mp4()
    kept = prepare(data).data
    assert (len(kept), kept.index(b"pixels")) == (len(data), data.index(b"pixels"))
    assert [b"+48.8577" in kept, b"<xmp>" in kept, b"udta" in kept] == [False, False, False]
    assert prepare(box(b"ftyp", b"mp42") + box(b"moof", b"") + box(b"free", b"")).medium.kind == "video"
