"""Loaded by every Python that has this folder on its PYTHONPATH: changes one mechanism as soon as it is imported.

For the negative controls of chaos and the baseline of a bench: with a mechanism off, the lab must notice. The product
has no such setting.
"""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from signal import SIGSTOP
from types import ModuleType
from typing import Any


def _send_once(carrying: Any) -> None:
    """The bridge never sends a slice again."""
    carrying.resend_after = lambda *_: float("inf")


def _apply_again(carried: Any) -> None:
    """A slice is applied wherever its partition stands."""
    carried._OURS = "topic_id = :topic_id AND partition = :partition AND CAST(:lo AS bigint) >= 0 AND halted IS NULL"


def _end_again(sessions: Any) -> None:
    """A session ends whenever somebody says so, however often."""
    sessions._END = sessions.sql(sessions._END.text.replace("s.id = r.id AND s.ended_at IS NULL", "s.id = r.id"))


def _seal_at_once(marks: Any) -> None:
    """A closing waits for nothing once it has been marked."""
    marks.are_passed = lambda *_: True


def _cut_to_one(carrying: Any) -> None:
    """Every slice is one event; those of a topic that has few events by nature (the boards') stay as they are."""
    cut = carrying.cut
    carrying.cut = lambda sizes, most, size: cut(sizes, 1 if most >= _MANY else most, size)


_MANY = 1_000


def _send_again(redemption: Any) -> None:
    """Whoever does not know what came of an order sends it again, and asks nobody."""
    redemption._lost = lambda standing, now, _chance: redemption._go(
        standing, now, redemption._after(now, _SOON_S), ("held",)
    )


_SOON_S = 0.2


def _stop_before_calling(http: Any) -> None:
    """Who is about to order stands still, the lease committed and nothing sent, once for each time a file is put."""
    call = http.Api.call

    def stopping(self: Any, *arguments: Any, **named: Any) -> Any:
        if named.get("until") is not None:
            with suppress(OSError):
                os.rename(os.environ["LAB_STOP"], f"{os.environ['LAB_STOP']}.{os.getpid()}")
                os.kill(os.getpid(), SIGSTOP)
        return call(self, *arguments, **named)

    http.Api.call = stopping


SWITCHES: dict[str, tuple[str, Callable[[Any], None]]] = {
    "resend": ("rules.carrying", _send_once),
    "carried": ("models.carried", _apply_again),
    "ended-once": ("models.sessions", _end_again),
    "seal": ("models.marks", _seal_at_once),
    "slices": ("rules.carrying", _cut_to_one),
    "look-up": ("rules.redemption", _send_again),
    "lease-stop": ("bridges.partners.http", _stop_before_calling),
}


class _Changer(MetaPathFinder):
    """Lets a module be found as ever, and changes it once it has been executed."""

    def __init__(self, module: str, change: Callable[[Any], None]) -> None:
        self._module, self._change = module, change

    def find_spec(self, name: str, path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        if name != self._module:
            return None
        spec = PathFinder.find_spec(name, path)
        if spec is None or spec.loader is None:
            return spec
        loader = spec.loader
        execute = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            self._change(module)
            print(f"switched off: {os.environ['LAB_SWITCHED']}", file=sys.stderr)

        loader.exec_module = exec_module  # type: ignore[method-assign]  # that is what this file is for
        return spec


for _name in os.environ.get("LAB_SWITCHED", "").split(","):
    if _name in SWITCHES:
        sys.meta_path.insert(0, _Changer(*SWITCHES[_name]))
