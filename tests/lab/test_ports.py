"""Ports stay the same unless somebody else has them."""

import socket
from pathlib import Path

from lab.ports import Ports


def test_a_port_is_remembered(tmp_path: Path) -> None:
    port = Ports(tmp_path).claim("api")
    assert Ports(tmp_path).claim("api") == port
    assert Ports(tmp_path).remembered("api") == port


def test_another_is_found_when_somebody_has_it(tmp_path: Path) -> None:
    port = Ports(tmp_path).claim("api")
    with socket.create_server(("127.0.0.1", port)):
        other = Ports(tmp_path).claim("api")
    assert other != port
    assert Ports(tmp_path).remembered("api") == other


def test_names_have_ports_of_their_own_and_a_chosen_one_is_taken(tmp_path: Path) -> None:
    ports = Ports(tmp_path)
    assert len({ports.claim(name) for name in ("home", "api", "realtime", "flower")}) == 4
    assert ports.claim("home", 8123) == 8123
