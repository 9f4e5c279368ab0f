"""Media in S3, or what speaks its protocol: what is served under `media/`, what comes in under `arrivals/`.

A CDN asks the API, which knows what was hidden; the bucket is nobody's to read. Keys, region and endpoint are those of
the AWS environment.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from io import BytesIO
from typing import Any, BinaryIO
from urllib.parse import urlsplit
from uuid import UUID

from bridges.breaker import Away
from bridges.media.arrivals import CONTENT_TYPE, Place
from bridges.media.store import CACHED
from rules.media import HEAD, medium_id, sniff

_SERVED, _ARRIVED = "media/", "arrivals/"
_MISSING = {"404", "NoSuchKey", "NotFound"}
_NAME = re.compile(r"[0-9a-f-]{36}|[0-9a-f]{32}")


class _Empty(Exception):
    """A part was asked for of an object that has none."""


@contextmanager
def _asking(key: str) -> Iterator[None]:
    """Around a call: raises FileNotFoundError, _Empty, and Away for a bucket that does not answer."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        code, status = error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
        if code in _MISSING:
            raise FileNotFoundError(key) from None
        if code == "InvalidRange":
            raise _Empty from None
        if status >= 500 or status == 429:
            raise Away("the bucket of media") from error
        raise
    except BotoCoreError as error:
        raise Away("the bucket of media") from error


class _Bucket:
    """One bucket, with a prefix before all keys. No connection is made before its first use."""

    def __init__(self, place: str) -> None:
        """`s3://bucket` or `s3://bucket/prefix`. Raises ValueError for another one."""
        parts = urlsplit(place)
        if parts.scheme != "s3" or not parts.netloc or parts.query or parts.fragment:
            raise ValueError("a bucket is named s3://bucket or s3://bucket/prefix")
        self._name = parts.netloc
        self._prefix = f"{parts.path.strip('/')}/".lstrip("/")

    @cached_property
    def _client(self) -> Any:
        import boto3  # half a second and 30 MB, which those who keep media in a folder need not spend
        from botocore.config import Config

        retries = {"total_max_attempts": 3, "mode": "standard"}
        config = Config(signature_version="s3v4", connect_timeout=2, read_timeout=10, retries=retries)
        return boto3.session.Session().client("s3", config=config)

    def _write(self, key: str, data: bytes, **headers: str) -> None:
        with _asking(key):
            self._client.put_object(Bucket=self._name, Key=self._prefix + key, Body=data, **headers)

    def _read(self, key: str, **more: str) -> bytes:
        """Raises FileNotFoundError."""
        try:
            with _asking(key):
                found = self._client.get_object(Bucket=self._name, Key=self._prefix + key, **more)
                with found["Body"] as body:
                    return bytes(body.read())
        except _Empty:
            return b""

    def _has(self, key: str) -> bool:
        try:
            with _asking(key):
                self._client.head_object(Bucket=self._name, Key=self._prefix + key)
        except FileNotFoundError:
            return False
        return True

    def _names(self, under: str) -> Iterator[UUID]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._name, Prefix=self._prefix + under)
        for page in pages:
            for one in page.get("Contents", ()):
                if name := _NAME.match(one["Key"].rpartition("/")[2]):
                    yield UUID(name[0])

    def _delete(self, *keys: str) -> None:
        for key in keys:
            with _asking(key):
                self._client.delete_object(Bucket=self._name, Key=self._prefix + key)


class Bucket(_Bucket):
    """A Store. `base_url` is where clients get media: the API, or a CDN that asks it."""

    def __init__(self, place: str, base_url: str) -> None:
        super().__init__(place)
        self._base_url = base_url.rstrip("/")

    def put(self, data: bytes) -> UUID:
        """Keep a file; S3 has it when this returns."""
        id_ = medium_id(data)
        if not self._has(_served(id_)):
            kind = sniff(data[:HEAD]) or CONTENT_TYPE
            self._write(_served(id_), data, ContentType=kind, CacheControl=CACHED)
        return id_

    def open(self, id_: UUID) -> BinaryIO:
        """The file, in memory: none is large (rules.media.SIZE_MOST)."""
        return BytesIO(self._read(_served(id_)))

    def url(self, id_: UUID) -> str:
        """Where clients get it."""
        return f"{self._base_url}/{id_}"

    def ids(self) -> Iterator[UUID]:
        """All that is kept."""
        return self._names(_SERVED)

    def remove(self, id_: UUID) -> None:
        """Forget a file."""
        self._delete(_served(id_))


class BucketArrivals(_Bucket):
    """Files come to S3 itself, by addresses signed for one key, one size, one type and a while."""

    def place(self, upload: UUID, size: int, seconds: int) -> Place:
        """A presigned PUT."""
        said = {"Bucket": self._name, "Key": self._prefix + _arrived(upload), "ContentType": CONTENT_TYPE}
        url = self._client.generate_presigned_url("put_object", {**said, "ContentLength": size}, seconds)
        return Place(url, {"Content-Type": CONTENT_TYPE})

    def take(self, upload: UUID, most: int) -> bytes:
        """What was put there."""
        return self._read(_arrived(upload), Range=f"bytes=0-{most}")

    def keep(self, upload: UUID, data: bytes) -> None:
        """What was made of it."""
        self._write(f"{_arrived(upload)}.kept", data, ContentType=CONTENT_TYPE)
        self._delete(_arrived(upload))

    def open(self, upload: UUID) -> BinaryIO:
        """What was made of it."""
        return BytesIO(self._read(f"{_arrived(upload)}.kept"))

    def ids(self) -> Iterator[UUID]:
        """Uploads of which anything is there."""
        return self._names(_ARRIVED)

    def remove(self, upload: UUID) -> None:
        """Forget all of an upload."""
        self._delete(_arrived(upload), f"{_arrived(upload)}.kept")


def _served(id_: UUID) -> str:
    """By the id as addresses have it."""
    return f"{_SERVED}{id_}"


def _arrived(upload: UUID) -> str:
    return f"{_ARRIVED}{upload.hex}"
