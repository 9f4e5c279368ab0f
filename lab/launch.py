"""Becomes another program that dies with its parent: `launch.py PARENT_PID ACCOUNT NICE PROGRAM ARGUMENT...`.

Run by path with `python -I -S`, so it imports the standard library alone. ACCOUNT is `-` to stay who we are.
"""

import ctypes
import os
import pwd
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_SECUREBITS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 1, 28, 47, 2
_SECBIT_NO_SETUID_FIXUP = 4
_CAP_DAC_OVERRIDE = 1
_CAPABILITY_VERSION_3 = 0x20080522
_OPEN_FILES = 65_536


def _raise_open_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _step_back(nice: int) -> None:
    """Let others go first. Where Linux shares the cores between sessions, it is our session that has to."""
    if nice:
        os.nice(nice)
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(nice))


def _become(account: str, libc: ctypes.CDLL | None) -> None:
    """Give root up for `account`, keeping only the right to pass folders that are closed to it.

    A checkout in root's home is closed to everyone else, and its modes are not ours to change.
    """
    entry = pwd.getpwnam(account)
    if libc:  # Or the kernel drops that right with root, and leaves it out of account in access(2).
        libc.prctl(_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)
    os.umask(0o077)
    if libc:
        header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
        bit = 1 << _CAP_DAC_OVERRIDE
        # effective, permitted, inheritable; then the upper 32 bits of the same.
        libc.capset(header, (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0))
        libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0)


def main(parent: int, account: str, nice: int, argv: list[str]) -> None:
    """Never returns: runs `argv`, or ends with 127."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    _raise_open_files()
    _step_back(nice)
    if account != "-":
        _become(account, libc)
    if libc:  # After the change of user, which clears it.
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(127)
    try:
        os.execvp(argv[0], argv)
    except OSError as error:
        sys.exit(f"{argv[0]}: {error.strerror}")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4:])
