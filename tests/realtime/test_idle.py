"""Who answers no ping is ended; who answers may be silent for as long as they like."""

from uuid import uuid4

from tests.realtime.raw import PING, PONG, TEXT, frame, goodbye, raw

LIMITS = {"ping_s": 1.0, "goodbye_s": 5.0}


def test_who_answers_no_ping_is_ended(address: str) -> None:
    with raw(address, uuid4()) as connection:
        assert connection.read() == (0x80 | PING, b"")
        code, reason = connection.ending()
        assert (code, reason) == (1008, "Ping/Pong timeout")


def test_other_frames_are_no_answer_to_a_ping(address: str) -> None:
    with raw(address, uuid4()) as connection:
        connection.send(frame(TEXT, b"{}") * 5)
        assert connection.ending()[0] == 1008


def test_who_answers_pings_stays(address: str) -> None:
    with raw(address, uuid4()) as connection:
        for _ in range(4):
            assert connection.read() == (0x80 | PING, b"")
            connection.send(frame(PONG))
        connection.send(frame(PING, b"still here"))
        assert connection.read() == (0x80 | PONG, b"still here")


def test_an_old_connection_ends_as_cleanly_as_a_new_one(address: str) -> None:
    """The time for a goodbye counts from the goodbye: what comes late is still read, and no reset is the answer."""
    with raw(address, uuid4()) as leaving, raw(address, uuid4()) as staying:
        for _ in range(6):
            for connection in (leaving, staying):
                assert connection.read() == (0x80 | PING, b"")
                connection.send(frame(PONG))
        leaving.send(goodbye(1000))
        assert leaving.ending()[0] == 1000
        assert staying.read() == (0x80 | PING, b"")
        for _ in range(3):
            leaving.send(frame(TEXT, b"late"))
        assert leaving.socket.recv(1) == b""
