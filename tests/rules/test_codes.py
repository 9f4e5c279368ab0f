"""Mailed codes, as they are made and as people write them."""

from rules.addresses import email_key
from rules.codes import ALPHABET, LENGTH, clean, is_code, show, spell


def test_a_code_has_no_letters_that_look_alike() -> None:
    assert not set("01ilo") & set(ALPHABET)
    codes = {spell(number.to_bytes(16) * 2) for number in range(1_000)}
    assert len(codes) == 1_000
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in codes)


def test_however_it_is_written_it_is_the_same() -> None:
    code = spell(b"any entropy at all, of 32 bytes.")
    for said in (code, show(code), show(code).upper(), f" {code[:4]} {code[4:]}\n"):
        assert clean(said) == code


def test_addresses_are_compared_without_case_and_width() -> None:
    assert email_key(" Ada@Example.COM") == email_key("ada@example.com") == email_key("ａda@example.com")
    assert email_key("ada@example.com") != email_key("ada@example.org")


def test_what_cannot_be_a_code_is_none() -> None:
    assert is_code(spell(bytes(32)))
    assert not any(map(is_code, ("", "2222222", "222222222", "2222222!", "2222222A", "1lo01lo0")))
