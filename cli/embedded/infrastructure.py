"""Kafka and PostgreSQL of one stack, started side by side and stopped. Does not know the services."""

import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from cli import migrate
from cli.embedded import grants, jars, jvm, kafka, ports, postgres, private
from cli.embedded.processes import Nursery, end_program
from cli.embedded.secrets import Secrets
from cli.embedded.undertaker import Undertaker

_START_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 15.0


class Infrastructure:
    """A broker and a database, with users, rights, topics and tables."""

    def __init__(self, data: Path, secrets: Secrets, *, temporary: bool, root: Path, story: bool = False) -> None:
        """Choose ports and places; `root` is the folder from which the services' SQL is found.

        With `story` the time of a shop's event is told by who writes it.
        """
        self.secrets = secrets
        self.root = root
        self.kafka_folder = data / "kafka"
        self.ports = kafka.Ports(*ports.free(3))
        self.programs: dict[str, subprocess.Popen[bytes]] = {}
        self._data = data
        self._temporary, self._story = temporary, story
        self._server: postgres.Postgres | None = None
        self._admin: AdminClient | None = None
        self._jars: tuple[Path, ...] = ()

    @property
    def bootstrap(self) -> str:
        """Return the address of the clients' listener."""
        return f"127.0.0.1:{self.ports.client}"

    @property
    def controller(self) -> str:
        """Return the address of the controller's listener."""
        return f"127.0.0.1:{self.ports.controller}"

    @property
    def admin(self) -> AdminClient:
        """Return the administrator's client."""
        if self._admin is None:
            address = f"127.0.0.1:{self.ports.internal}"
            self._admin = grants.client(address, "admin", self.secrets.internal["admin"], mechanism="PLAIN")
        return self._admin

    def conninfo(self, role: str) -> str:
        """Return how the role of a service connects to the database.

        Raises:
            LookupError: PostgreSQL was not started, or there is no such role.
        """
        if self._server is None:
            message = "PostgreSQL was not started"
            raise LookupError(message)
        password = self.secrets.internal[role] if role == migrate.PRUNER else self.secrets.database[role]
        return self._server.conninfo(role, password)

    def start(self, nursery: Nursery, undertaker: Undertaker, say: Callable[[str], None]) -> None:
        """Start both, and return once all rights, topics and tables are made.

        Raises:
            KafkaError, PostgresError, JarError, MigrationError: it did not work; the message says what to do.
        """
        with ThreadPoolExecutor(2) as pool:
            database = pool.submit(self._start_postgres, nursery, undertaker, say)
            try:
                self._start_kafka(nursery, say)
            finally:
                database.result()

    def stop(self, nursery: Nursery, say: Callable[[str], None], *, learn: bool) -> None:
        """End both. With `learn` the broker's run may be used, once, to make the next start faster."""
        self._admin = None
        broker = self.programs.pop("kafka", None)
        database = self.programs.pop("postgres", None)
        learn = learn and not jvm.knows(self._jars)
        if learn and broker:
            say("making the next start faster (once, some seconds)")
        # Files that nobody will read again need no orderly end.
        word = signal.SIGTERM if learn or not self._temporary else signal.SIGKILL
        with ThreadPoolExecutor(2) as pool:
            if broker:
                pool.submit(end_program, broker, word, seconds=_STOP_SECONDS)
            if database:
                pool.submit(end_program, database, signal.SIGINT, seconds=_STOP_SECONDS)
        if learn and broker:
            jvm.remember(nursery, self.kafka_folder, self._jars)

    def _start_kafka(self, nursery: Nursery, say: Callable[[str], None]) -> None:
        files = self._jars = jars.ensure(say)
        kafka.prepare(self.kafka_folder, self.ports, self.secrets.internal)
        kafka.form(nursery, self.kafka_folder, files)
        broker = kafka.start(nursery, self.kafka_folder, files)
        self.programs["kafka"] = broker
        until = time.monotonic() + _START_SECONDS
        while not self._answers():
            kafka.check_alive(self.kafka_folder, broker, until=until)
        grants.apply(self.admin, self.secrets.scram, story=self._story)
        say(f"Kafka is up at {self.bootstrap}")

    def _answers(self) -> bool:
        try:
            return bool(self.admin.list_topics(timeout=0.5).brokers)
        except KafkaException:
            return False

    def _start_postgres(self, nursery: Nursery, undertaker: Undertaker, say: Callable[[str], None]) -> None:
        socket = None
        if not postgres.socket_fits(self._data):
            socket = Path(tempfile.mkdtemp(prefix="sekisho-"))
            undertaker.folder(socket)
        server = postgres.place(self._data, socket=socket, temporary=self._temporary)
        undertaker.postgres(server.folder)
        superuser, migrator = self.secrets.internal["postgres"], self.secrets.internal[migrate.MIGRATOR]
        postgres.form(nursery, server, superuser)
        running = postgres.start(nursery, server)
        self.programs["postgres"] = running
        pruner = self.secrets.internal[migrate.PRUNER]
        passwords = {**self.secrets.database, migrate.MIGRATOR: migrator, migrate.PRUNER: pruner}
        postgres.set_up(server, running, superuser, passwords, self.root)
        # Who prunes connects by itself, with what this file says.
        private.write(self._data / "secrets" / migrate.PRUNER, server.conninfo(migrate.PRUNER, pruner))
        self._server = server
        safety = " (fsync off: temporary)" if self._temporary else ""
        say(f"PostgreSQL is up at {server.socket}{safety}")
