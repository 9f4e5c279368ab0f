"""What every bench says: figures, a baseline, and how far they are from the aims."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

Say = Callable[[str], None]
Progress = Callable[[float, str], None]
Figures = Mapping[str, float | int | str]


@dataclass(frozen=True)
class Options:
    """What may be asked of any bench."""

    home: Path
    size: float = 1.0
    """Share of the full size, for a quick trial; figures of a trial are no figures."""


@dataclass(frozen=True)
class Aim:
    """One figure that was promised. `aim` begins with `>=` or `<`."""

    what: str
    value: float
    aim: str

    @property
    def met(self) -> bool:
        """Whether the value is there."""
        sign, _, bound = self.aim.partition(" ")
        return self.value >= float(bound) if sign == ">=" else self.value < float(bound)


@dataclass(frozen=True)
class Result:
    """A bench's outcome."""

    name: str
    figures: Figures
    baseline: Figures | None = None
    aims: Sequence[Aim] = field(default_factory=tuple)

    @property
    def line(self) -> str:
        """One line of JSON."""
        aims = [{**asdict(aim), "met": aim.met} for aim in self.aims]
        document = {"name": self.name, "figures": self.figures, "baseline": self.baseline, "aims": aims}
        return json.dumps(document)

    @property
    def table(self) -> str:
        """The same for people."""
        rows = [self.name]
        rows += [f"  {name:34} {_text(value):>12}" for name, value in self.figures.items()]
        rows += [f"  {'baseline ' + name:34} {_text(value):>12}" for name, value in (self.baseline or {}).items()]
        for aim in self.aims:
            rows.append(
                f"  {'aim: ' + aim.what:34} {_text(aim.value):>12}  {aim.aim:>10}  {'met' if aim.met else 'MISSED'}"
            )
        return "\n".join(rows)


def _text(value: float | int | str) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}" if value < 100 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else value
