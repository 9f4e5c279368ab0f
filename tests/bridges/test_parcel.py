"""A slice's bytes come out as they went in, and small."""

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from bridges.parcel import pack, unpack
from tests.pipeline import answer


@given(st.lists(st.binary()))
def test_bytes_come_out_as_they_went_in(values: list[bytes]) -> None:
    assert unpack(pack(values)) == values


def test_a_parcel_is_a_fraction_of_its_events() -> None:
    values = [answer(uuid7(), uuid7(), 0) for _ in range(500)]
    assert len(pack(values)) < sum(map(len, values)) / 2


@pytest.mark.parametrize("parcel", ["", "!", "AAAA", pack([b"a"])[:-4]])
def test_what_is_no_parcel_is_refused(parcel: str) -> None:
    with pytest.raises((ValueError, zstandard.ZstdError)):
        unpack(parcel)
