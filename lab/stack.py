"""The three services, from Python: what the tests, the chaos runs and the supervisor build on."""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from signal import Signals
from urllib.parse import urlsplit

from lab.folder import CACHE, LAB, LabError, Lock
from lab.kafka import Kafka
from lab.ports import Ports
from lab.postgres import Postgres
from lab.process import Program, Running, last_lines
from lab.service import Say, Service
from lab.valkey import Valkey

SERVICES: tuple[type[Service], ...] = (Postgres, Valkey, Kafka)


def quiet(_line: str) -> None:
    """Says nothing."""


class Server:
    """One service's process. All calls from the thread that started it, or one that lives as long."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._running: Running | None = None

    @property
    def pid(self) -> int:
        """Of the process that runs now."""
        return self._process.pid

    @property
    def _process(self) -> Running:
        if self._running is None:
            raise LabError(f"{self.service.name} is not running")
        return self._running

    def launch(self) -> None:
        """Start it without waiting until it is ready."""
        self._running = Running(self.service.program())

    def wait_ready(self) -> None:
        """Raises LabError with the end of its log when it does not come up."""
        if not self._process.wait_ready():
            program = self._process.program
            self.kill()
            raise LabError(f"{program.name} did not come up; its log ends:\n{last_lines(program.log)}")

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self.launch()
        self.wait_ready()

    def stop(self) -> None:
        """In order, as an operator would."""
        if self._running:
            self._running.stop()
            self._running = None

    def stop_immediately(self) -> None:
        """As at a power switch that is still polite: Postgres' immediate shutdown; SIGKILL for the others."""
        if self.service.name != Postgres.name:
            return self.kill()
        self._process.stop(Signals.SIGQUIT)
        self._running = None
        return None

    def kill(self) -> None:
        """SIGKILL, all of it at once."""
        if self._running:
            self._running.kill()
            self._running = None

    def restart(self) -> None:
        """On the same port and data, whether it runs, was stopped or was killed."""
        self.stop()
        self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """SIGSTOP, and SIGCONT at the end of the block."""
        self._process.tell_group(Signals.SIGSTOP)
        try:
            yield
        finally:
            self._process.tell_group(Signals.SIGCONT)


class Stack:
    """Postgres, Valkey and Kafka under one folder. A service whose URL is in `environ` is used as it is.

    One process may have a folder's stack at a time. Data stays from run to run; `fresh` forgets that of
    Valkey and Kafka first.
    """

    def __init__(
        self,
        home: Path = LAB,
        *,
        cache: Path = CACHE,
        environ: Mapping[str, str] = os.environ,
        fresh: bool = False,
        say: Say = quiet,
    ) -> None:
        self.home = home
        self.urls: dict[str, str] = {}
        """DATABASE_URL, OWNER_DATABASE_URL, REDIS_URL and KAFKA_BOOTSTRAP_SERVERS, once prepared."""
        self.servers: dict[str, Server] = {}
        """By name (`postgres`, `valkey`, `kafka`); without those that the environment gives."""
        self._cache, self._environ, self._fresh, self._say = cache, environ, fresh, say
        self._lock = Lock(home / "services.lock")

    def try_lock(self) -> bool:
        """Take the folder, for a caller that can take another one."""
        return self._lock.take()

    @property
    def postgres(self) -> Server:
        """KeyError when the environment gives another."""
        return self.servers[Postgres.name]

    @property
    def valkey(self) -> Server:
        """KeyError when the environment gives another."""
        return self.servers[Valkey.name]

    @property
    def kafka(self) -> Server:
        """KeyError when the environment gives another."""
        return self.servers[Kafka.name]

    def prepare(self) -> list[Program]:
        """Make what a first start needs. The programs that are to run; none of them does yet."""
        if not self._lock.take():
            raise LabError(f"the services under {self.home} are in use by another process")
        ports = Ports(self.home)
        services = []
        for kind in SERVICES:
            if given(kind.variable, ports.remembered(kind.name), self._environ):
                self.urls |= self._given(kind, ports)
            else:
                services.append(kind(self.home, ports, self._cache, self._say))
        with ThreadPoolExecutor(len(SERVICES)) as pool:
            list(pool.map(self._prepare, services))
        self.servers = {service.name: Server(service) for service in services}
        for service in services:
            self.urls |= service.urls
        return [service.program() for service in services]

    def _given(self, kind: type[Service], ports: Ports) -> dict[str, str]:
        names = (kind.variable, *kind.companions)
        urls = {name: given(name, ports.remembered(kind.name), self._environ) for name in names}
        return {name: url for name, url in urls.items() if url}

    def _prepare(self, service: Service) -> None:
        if self._fresh and service.name != Postgres.name:
            service.erase()
        service.prepare()

    def start(self) -> None:
        """Start all that is ours, at once, and wait until they are ready."""
        self.prepare()
        try:
            for server in self.servers.values():
                server.launch()
            for server in self.servers.values():
                server.wait_ready()
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """Stop all in order; what was given by the environment goes on."""
        with ThreadPoolExecutor(len(SERVICES)) as pool:
            list(pool.map(Server.stop, self.servers.values()))
        self._lock.release()

    def kill(self) -> None:
        """End all at once."""
        for server in self.servers.values():
            server.kill()
        self._lock.release()

    def __enter__(self) -> "Stack":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def given(variable: str, our_port: int | None, environ: Mapping[str, str]) -> str | None:
    """The URL of a service to use instead of an embedded one.

    A shell that read `.lab/env` has the embedded ones' own URLs; those do not count.
    """
    url = environ.get(variable, "")
    if not url:
        return None
    parts = urlsplit(url if "://" in url else f"kafka://{url.split(',')[0]}")
    ours = parts.hostname == "127.0.0.1" and parts.port is not None and parts.port == our_port
    return None if ours else url
