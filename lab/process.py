"""One process of the lab: how it is started, known again by somebody else, and ended."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from lab.folder import ROOT

_LAUNCH = str(Path(__file__).with_name("launch.py"))
TOKEN = "LAB_PROCESS"
"""The environment variable by which what a dead process left behind is known as ours."""


@dataclass(frozen=True)
class Program:
    """What to run and how to treat it. `ready` answers within about a second and does not raise."""

    name: str
    argv: tuple[str, ...]
    log: Path
    environ: Mapping[str, str] = field(default_factory=dict)
    """Added to our own."""
    cwd: Path = ROOT
    account: str = "-"
    """Whom to become first, for a program that refuses to be root."""
    ready: Callable[[], bool] = lambda: True
    settle: float = 0.0
    """Seconds it has to live before `ready` is asked, for a program that cannot be asked much."""
    before: Callable[[], None] = lambda: None
    """Called before each start, to put away what a crash left."""
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 15.0
    """Seconds it may take to stop before it is killed."""
    patience: float = 180.0
    """Seconds it may take to be ready."""
    nice: int = 0
    """How far others go before it when there are too few cores, as nice(1) counts."""


@dataclass(frozen=True)
class Mark:
    """A process as it can be recognised later, when its number may be somebody else's."""

    pid: int
    born: str
    token: str = ""

    @classmethod
    def of(cls, pid: int, token: str = "") -> "Mark":
        """The mark of a process that runs now."""
        return cls(pid, _born(pid), token)

    @property
    def alive(self) -> bool:
        """Whether that very process still runs."""
        return bool(self.born) and _born(self.pid) == self.born

    def end(self) -> None:
        """SIGKILL it and what it started; when it is gone already, what is left of its group."""
        if self.alive:
            kill_tree(self.pid)
        elif self.token:
            for process in psutil.process_iter():
                with suppress(psutil.Error, OSError):
                    if os.getpgid(process.pid) == self.pid and process.environ().get(TOKEN) == self.token:
                        process.kill()


def _born(pid: int) -> str:
    """When a process began, in the kernel's own count: clocks may be set, this stays. Empty: it does not run."""
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return ""
        if sys.platform != "linux":
            return f"{process.create_time():.2f}"
        with suppress(OSError):
            ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
            return f"{Path('/proc/sys/kernel/random/boot_id').read_text().strip()}:{ticks}"
    return ""


def kill_tree(pid: int) -> None:
    """SIGKILL a process, its group, and descendants that made groups of their own."""
    descendants = []
    with suppress(psutil.Error):
        descendants = psutil.Process(pid).children(recursive=True)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    for descendant in descendants:
        with suppress(psutil.Error):
            descendant.kill()


def launched(argv: tuple[str, ...], account: str = "-", nice: int = 0) -> list[str]:
    """The command line that runs `argv` so that it dies with the thread that starts it."""
    return [sys.executable, "-I", "-S", _LAUNCH, str(os.getpid()), account, str(nice), *argv]


class Running:
    """A program's process. Make it on a thread that outlives it: on Linux it dies with that thread."""

    def __init__(self, program: Program) -> None:
        program.before()
        self.program = program
        self.since = time.time()
        token = os.urandom(8).hex()
        program.log.parent.mkdir(parents=True, exist_ok=True)
        with program.log.open("ab") as log:
            self._popen = subprocess.Popen(
                launched(program.argv, program.account, program.nice),
                cwd=program.cwd,
                env={**os.environ, **program.environ, TOKEN: token},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.mark = Mark.of(self._popen.pid, token)

    @property
    def pid(self) -> int:
        """Of the process, which is also its group's."""
        return self._popen.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._popen.poll()

    def tell(self, number: signal.Signals) -> None:
        """To the process alone: it knows how to tell its children."""
        self._popen.send_signal(number)

    def tell_group(self, number: signal.Signals) -> None:
        """To all of it at once, e.g. to freeze it."""
        if self.exit_code is None:
            os.killpg(self.pid, number)

    def kill(self) -> None:
        """SIGKILL all of it, and wait for its end."""
        if self.exit_code is None:
            kill_tree(self.pid)
            self._popen.wait()
        self.mark.end()

    def stop(self, number: signal.Signals | None = None) -> None:
        """Ask it to stop, and kill it when it takes longer than its grace."""
        self.tell_group(signal.SIGCONT)
        self.tell(number or self.program.stop_signal)
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(self.program.grace)
        self.kill()

    def wait_ready(self) -> bool:
        """True when it is ready; False when it died or its patience is over."""
        deadline = time.monotonic() + self.program.patience
        while self.exit_code is None and time.monotonic() < deadline:
            if self.program.ready():
                return True
            time.sleep(0.05)
        return False


def last_lines(log: Path, count: int = 20) -> str:
    """The end of a log, for a person to read."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 64_000))
        return "\n".join(file.read().decode(errors="replace").splitlines()[-count:])
