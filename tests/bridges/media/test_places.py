"""One contract for every place that media are kept in, and one for what comes in: a folder, and S3 (moto's)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import boto3
import pytest
import requests
from moto import mock_aws

from bridges.breaker import Away
from bridges.media import Arrivals, Folder, Store, open_arrivals, open_store
from bridges.media.arrivals import FolderArrivals, Pass
from bridges.media.bucket import BucketArrivals
from rules.media import medium_id
from tests.bridges.media.files import picture

KEYS = (b"k" * 32, b"o" * 32)
MOST = 100


@dataclass
class Kept:
    """A place, and a way to put a file where it says."""

    store: Store
    arrivals: Arrivals
    put: Callable[[UUID, bytes], int]


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An S3 with one bucket."""
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY"):
        monkeypatch.setenv(f"AWS_{name}", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="media", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        yield client


@pytest.fixture(params=["folder", "s3", "s3 with a prefix"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    """Each of them."""
    if request.param == "folder":
        place = str(tmp_path / "media")
    else:
        request.getfixturevalue("bucket")
        place = "s3://media" + ("/in/here/" if "prefix" in request.param else "")
    arrivals = open_arrivals(place, "http://api.test", KEYS)
    return Kept(open_store(place, "http://cdn.test/m/"), arrivals, lambda upload, data: put(arrivals, upload, data))


def put(arrivals: Arrivals, upload: UUID, data: bytes) -> int:
    """As a client does; of the folder, as the API does for it."""
    place = arrivals.place(upload, len(data), 60)
    if isinstance(arrivals, FolderArrivals):
        assert place.url.startswith(f"http://api.test/v1/uploads/{upload}/file?")
        assert arrivals.admits(upload, passed(place.url))
        arrivals.put(upload, data)
        return 200
    return requests.put(place.url, data=data, headers=place.headers, timeout=5).status_code


def passed(url: str) -> Pass:
    said = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    return Pass(int(said["size"]), int(said["expires"]), said["signature"])


def test_a_file_is_kept_once_and_read_as_it_was(kept: Kept) -> None:
    store, data = kept.store, picture("PNG")
    assert list(store.ids()) == []
    id_ = store.put(data)
    assert store.put(data) == id_ == medium_id(data)
    other = store.put(b"some")
    assert store.url(id_) == f"http://cdn.test/m/{id_}"
    with store.open(id_) as file:
        assert file.read(4) == data[:4]
        assert file.seek(0, 2) == len(data)
        file.seek(0)
        assert file.read() == data
    assert set(store.ids()) == {id_, other}
    store.remove(id_)
    store.remove(id_)
    with pytest.raises(FileNotFoundError):
        store.open(id_)
    assert list(store.ids()) == [other]


def test_what_comes_is_taken_and_what_is_made_of_it_is_held_apart_from_what_is_served(kept: Kept) -> None:
    arrivals, upload, other = kept.arrivals, uuid4(), uuid4()
    with pytest.raises(FileNotFoundError):
        arrivals.take(upload, MOST)
    assert kept.put(upload, b"as it came") == 200
    assert kept.put(other, b"x") == 200
    assert arrivals.take(upload, MOST) == b"as it came"
    with pytest.raises(FileNotFoundError):
        arrivals.open(upload)
    arrivals.keep(upload, b"as it is kept")
    with arrivals.open(upload) as file:
        assert file.read() == b"as it is kept"
    with pytest.raises(FileNotFoundError):
        arrivals.take(upload, MOST)
    assert set(arrivals.ids()) == {upload, other}
    assert list(kept.store.ids()) == []
    arrivals.remove(upload)
    arrivals.remove(upload)
    assert list(arrivals.ids()) == [other]
    with pytest.raises(FileNotFoundError):
        arrivals.open(upload)


def test_security_05_of_what_is_too_long_no_more_is_read_than_shows_it(kept: Kept) -> None:
    upload = uuid4()
    kept.put(upload, b"x" * (MOST * 3))
    assert kept.arrivals.take(upload, MOST) == b"x" * (MOST + 1)
    kept.put(upload, b"")
    assert kept.arrivals.take(upload, MOST) == b""


def test_security_05_an_address_is_good_for_one_key_one_size_one_type_and_a_while(bucket: Any) -> None:
    upload = uuid4()
    place = BucketArrivals("s3://media/p").place(upload, 48_213, 900)
    parts = urlsplit(place.url)
    said = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert parts.scheme == "https"
    assert parts.path.endswith(f"/p/arrivals/{upload.hex}")
    assert set(said["X-Amz-SignedHeaders"].split(";")) >= {"content-length", "content-type", "host"}
    assert (said["X-Amz-Expires"], said["X-Amz-Algorithm"]) == ("900", "AWS4-HMAC-SHA256")
    assert place.headers == {"Content-Type": "application/octet-stream"}
    assert bucket.list_objects_v2(Bucket="media")["KeyCount"] == 0


def test_security_05_an_address_of_ours_is_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arrivals, upload = FolderArrivals(str(tmp_path), "http://api.test/v1/uploads", KEYS), uuid4()
    good = passed(arrivals.place(upload, 7, 60).url)
    assert arrivals.admits(upload, good)
    assert FolderArrivals(str(tmp_path), "", KEYS[::-1]).admits(upload, good), "an older key"
    assert not FolderArrivals(str(tmp_path), "", (b"x" * 32,)).admits(upload, good)
    assert not arrivals.admits(uuid4(), good)
    for wrong in (good._replace(size=8), good._replace(expires=good.expires + 1), good._replace(signature="0" * 64)):
        assert not arrivals.admits(upload, wrong)
    monkeypatch.setattr("bridges.media.arrivals.time", lambda: good.expires)
    assert not arrivals.admits(upload, good)


def test_a_bucket_says_the_type_and_that_nobody_may_keep_a_file_for_others(bucket: Any) -> None:
    id_ = open_store("s3://media", "").put(picture("PNG"))
    found = bucket.get_object(Bucket="media", Key=f"media/{id_}")
    assert (found["ContentType"], "s-maxage=1" in found["CacheControl"]) == ("image/png", True)


@pytest.mark.usefixtures("bucket")
def test_a_bucket_that_refuses_is_no_file_that_is_missing() -> None:
    with pytest.raises(Exception, match="NoSuchBucket"):
        open_store("s3://another", "").put(b"some")
    with pytest.raises(Exception, match="NoSuchBucket"):
        open_store("s3://another", "").open(uuid4())


def test_a_bucket_that_does_not_answer_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY"):
        monkeypatch.setenv(f"AWS_{name}", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    with pytest.raises(Away):
        open_store("s3://media", "").open(uuid4())
    with pytest.raises(Away):
        open_arrivals("s3://media", "").take(uuid4(), MOST)


@pytest.mark.parametrize("place", ["s3:", "s3:///x", "s3://b?x=1", "s3:media"])
def test_another_name_is_no_buckets(place: str) -> None:
    with pytest.raises(ValueError, match="s3://"):
        open_store(place, "")


def test_any_other_place_is_a_folder(tmp_path: Path) -> None:
    assert isinstance(open_store(str(tmp_path), ""), Folder)


def test_halves_of_writers_that_died_are_found_and_removed(tmp_path: Path) -> None:
    arrivals, upload = FolderArrivals(str(tmp_path), "", KEYS), uuid4()
    (tmp_path / f"{upload.hex}.x1y2").write_bytes(b"so")
    assert list(arrivals.ids()) == [upload]
    arrivals.remove(upload)
    assert list(tmp_path.iterdir()) == []
