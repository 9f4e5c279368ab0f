"""What Postgres, Valkey and Kafka have in common: files made once, a program, and a URL."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from lab.ports import Ports
from lab.process import Program

Say = Callable[[str], None]


class Service(ABC):
    """One server under `home`, on ports of `ports`; `say` hears what takes long."""

    name: ClassVar[str]
    variable: ClassVar[str]
    """The environment variable that holds its URL, or that of another one to use instead."""
    companions: ClassVar[tuple[str, ...]] = ()
    """Further variables that say how to reach it, each used if it is told beside the first."""

    def __init__(self, home: Path, ports: Ports, cache: Path, say: Say) -> None:
        self.folder = home / self.name
        self.log = home / "log" / f"{self.name}.log"
        self.cache = cache
        self.say = say
        self.port = ports.claim(self.name)

    @abstractmethod
    def prepare(self) -> None:
        """Make the files of a first start. Takes a while then, and next to nothing later."""

    @abstractmethod
    def erase(self) -> None:
        """Forget the data; the next `prepare` makes it anew, quickly where it can."""

    @property
    @abstractmethod
    def url(self) -> str:
        """Where clients find it. After `prepare`."""

    @property
    def urls(self) -> dict[str, str]:
        """By variable; the URL, and what else there is to say."""
        return {self.variable: self.url}

    @abstractmethod
    def program(self) -> Program:
        """How to run it. After `prepare`."""
