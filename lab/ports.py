"""Ports on the loopback, chosen once and remembered, so that addresses stay the same over restarts."""

import hashlib
import json
import socket
from pathlib import Path

from lab.folder import read_json, write

# Below every system's range for outgoing connections: there, a client that tries again and again to reach
# a server that is down can be given the server's own port, connect to itself and keep the server from it.
_FIRST, _LAST = 16_000, 30_000


def is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class Ports:
    """The ports of one lab folder by name, kept in its `ports.json`."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._file = home / "ports.json"
        self._ports: dict[str, int] = read_json(self._file)

    def remembered(self, name: str) -> int | None:
        """The port `name` had the last time."""
        return self._ports.get(name)

    def claim(self, name: str, chosen: int | None = None) -> int:
        """A port to listen on now: the one that was chosen, the last one if it is free, or a new one."""
        last = self._ports.get(name)
        port = chosen or (last if last and is_free(last) else self._new(name))
        if port != last:
            self._ports[name] = port
            write(self._file, json.dumps(self._ports))
        return port

    def _new(self, name: str) -> int:
        """Two folders begin to search at different places, so that they rarely want the same port."""
        digest = hashlib.sha256(f"{self._home.resolve()} {name}".encode()).digest()
        begin = int.from_bytes(digest[:4])
        size = _LAST - _FIRST
        taken = set(self._ports.values())
        ports = (_FIRST + (begin + step) % size for step in range(size))
        return next(port for port in ports if port not in taken and is_free(port))
