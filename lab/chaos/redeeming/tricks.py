"""A worker that stands still between its lease and its call."""

from time import monotonic, sleep

from lab.chaos.nemesis import Fault
from lab.chaos.strike import Striker
from lab.chaos.world import stop_file

_NOBODY_S = 10.0
"""How long somebody is waited for who leases one."""


class Stopper(Striker):
    """Strikes at a system that redeems."""

    def do(self, fault: Fault) -> str:
        """Do one; what it was done to, in words."""
        return self._stop(fault) if fault.kind == "stop" else super().do(fault)

    def _stop(self, fault: Fault) -> str:
        """Whoever is about to order next stops itself, with its lease committed; it goes on when time is over."""
        file = stop_file(self._home)
        file.touch()
        deadline = monotonic() + _NOBODY_S
        while file.exists() and monotonic() < deadline:
            sleep(0.02)
        stopped = sorted(file.parent.glob(f"{file.name}.*"))
        file.unlink(missing_ok=True)
        for one in stopped:
            one.unlink()
            self._frozen[int(one.suffix[1:])] = (fault.role, monotonic() + fault.seconds)
        return ", ".join(one.suffix[1:] for one in stopped) or "nobody had anything to order"
