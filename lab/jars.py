"""Kafka's jars, fetched once from Maven Central into the lab's cache."""

import shutil
from pathlib import Path

from lab.folder import LabError, Lock
from lab.service import Say

_KAFKA = "4.3.1"
_BROKER = f"org.apache.kafka:kafka_2.13:{_KAFKA}"
_LOGGER = "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4"
_ATTEMPTS = 3


def folder(cache: Path) -> Path:
    """Where the jars are after `fetch`."""
    return cache / f"kafka-{_KAFKA}"


def fetch(cache: Path, say: Say) -> None:
    """Have the jars. Another process may want them at the same time; one of them fetches."""
    if folder(cache).exists():
        return
    lock = Lock(cache / "jars.lock")
    lock.wait()
    try:
        if not folder(cache).exists():
            _fetch(cache, say)
    finally:
        lock.release()


def _fetch(cache: Path, say: Say) -> None:
    making = cache / "making"
    for attempt in range(1, _ATTEMPTS + 1):
        say(f"kafka: fetching 45 MB of jars (once){f', attempt {attempt}' if attempt > 1 else ''}")
        shutil.rmtree(making, ignore_errors=True)
        try:
            _build(making)
        except Exception as error:  # jgo lets through whatever its parsers and sockets raise.
            failure = error
            continue
        (making / "jars").rename(folder(cache))
        shutil.rmtree(making)
        return
    raise LabError(f"kafka: its jars could not be fetched from Maven Central: {failure}")


def _build(making: Path) -> None:
    """All jars in `making/jars`. A download that was cut off never gets as far as that folder."""
    # Imported when it is needed, which is once: every start would wait for it.
    from jgo.env import EnvironmentBuilder
    from jgo.maven import MavenContext

    builder = EnvironmentBuilder(MavenContext(repo_cache=making / "repository"), cache_dir=making / "jgo")
    (making / "part").mkdir(parents=True)
    # One after the other: resolved together, the versions that Log4j's parent names (kafka-clients 3.9.1,
    # for its appender) win over the broker's own.
    for coordinates in (_BROKER, _LOGGER):
        for jar in builder.from_endpoint(coordinates).all_jars:
            shutil.copy(jar, making / "part" / jar.name)
    (making / "part").rename(making / "jars")
