"""Processes that play the players, so that the bench's own does not slow them: told what to do, and heard, in turn."""

import resource
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import monotonic, sleep
from types import TracebackType
from typing import Any, Self

from lab.folder import LabError

COUNT = 2
_SPARE_FILES = 500
_POLL_S = 0.02


def allow_files(count: int) -> None:
    """Have this process, and those that it starts, open so many files each. Raises LabError if they may not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count + _SPARE_FILES
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise LabError(f"{wanted} open files are needed, {hard} are allowed: raise `ulimit -Hn`, or use --size")
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def shares(items: Sequence[Any]) -> list[Sequence[Any]]:
    """The items dealt out to the processes."""
    return [items[number::COUNT] for number in range(COUNT)]


class Crew:
    """`act(wire, share)` in a process for each share. What it raises ends the bench; it ends with this process."""

    def __init__(self, act: Callable[[Connection, Any], None], parts: Sequence[Any]) -> None:
        context = get_context("spawn")
        self._wires: list[Connection] = []
        self._processes = []
        for part in parts:
            ours, theirs = context.Pipe()
            process = context.Process(target=_run, args=(act, theirs, part), daemon=True)
            process.start()
            theirs.close()
            self._wires.append(ours)
            self._processes.append(process)

    def __enter__(self) -> Self:
        return self

    def tell(self, what: Any) -> None:
        """The same to each."""
        for wire in self._wires:
            wire.send(what)

    def tell_each(self, what: Sequence[Any]) -> None:
        """To each their own."""
        for wire, each in zip(self._wires, what, strict=True):
            wire.send(each)

    def hear(self, patience_s: float, act: Callable[[], None] = lambda: None) -> list[Any]:
        """What each of them says next; `act` is called while waiting. Raises LabError if one fails, or says nothing."""
        deadline = monotonic() + patience_s
        heard: dict[int, Any] = {}
        while len(heard) < len(self._wires):
            for number, wire in enumerate(self._wires):
                if number not in heard and wire.poll():
                    heard[number] = _said(wire)
            if monotonic() > deadline:
                raise LabError(f"the players have said nothing for {patience_s:.0f} s: is the machine busy?")
            act()
            sleep(_POLL_S)
        return [heard[number] for number in range(len(self._wires))]

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for process in self._processes:
            if kind is not None:
                process.kill()
            process.join()


def _said(wire: Connection) -> Any:
    try:
        said = wire.recv()
    except EOFError:
        raise LabError("a process of players has died") from None
    if isinstance(said, LabError):
        raise said
    return said


def _run(act: Callable[[Connection, Any], None], wire: Connection, part: Any) -> None:
    try:
        act(wire, part)
    except Exception as error:
        wire.send(LabError(f"players: {type(error).__name__} {error}"))
        raise
