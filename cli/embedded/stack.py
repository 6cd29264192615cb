"""The embedded stack: infrastructure and services, started, watched and stopped as one.

Leaves nothing behind: no process, port or temporary folder, not even when the runner is killed (`undertaker.py`).
Does not run outside parties or demonstrations.
"""

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from cli.embedded import grants, home, ports, readiness
from cli.embedded import secrets as made
from cli.embedded.infrastructure import Infrastructure
from cli.embedded.instances import Instance, Instances, one_door, wanted
from cli.embedded.memory import Meter
from cli.embedded.outsiders import Outsiders
from cli.embedded.processes import Nursery
from cli.embedded.undertaker import Undertaker
from contracts.deployment import AUDITOR, SERVICES, Service, service

ROOT: Final = Path(__file__).resolve().parents[2]
_READY_SECONDS: Final = 60.0
_GLANCE: Final = 0.2


class StackError(Exception):
    """The stack could not do what it was asked; the message names the log that says why."""


class EmbeddedStack:
    """Kafka, PostgreSQL and services on this machine. A context manager: at its end everything is stopped.

    `parties` is where outside parties write down what they receive, if they run here too.
    """

    parties: Path | None = None

    def __init__(
        self,
        *,
        data: Path | None,
        shops: Sequence[str],
        endpoint_names: Mapping[str, Sequence[str]],
        say: Callable[[str], None],
        instances: Mapping[str, int] | None = None,
        root: Path = ROOT,
        story: bool = False,
        refused: str = "wait",
        otel: Mapping[str, str] | None = None,
    ) -> None:
        """Take what to run; nothing is made before `with`. Without `data` everything is temporary.

        `instances`: how many of each service; `story`: who sends tells the time; `refused`, `otel`: settings.
        """
        self._wanted_data, self._shops, self._endpoint_names, self.story = data, shops, endpoint_names, story
        self._say, self._root = say, root
        self._told = {"refused": refused, "story": story, "otel": {**home.otel(), **(otel or {})}}
        self._wanted, self._services = wanted(instances or {}), Instances()
        self._meter, self._began = Meter(), time.monotonic()

    def __enter__(self) -> Self:
        """Make folder, secrets and ports."""
        lock = home.lock(self._wanted_data.resolve()) if self._wanted_data else None
        self._undertaker = Undertaker(lock)
        try:
            self._furnish()
        except BaseException:
            self._undertaker.call()
            raise
        return self

    def _furnish(self) -> None:
        if self._wanted_data:
            self.data = self._wanted_data.resolve()
        else:
            self.data = Path(tempfile.mkdtemp(prefix="sekisho-"))
            self._undertaker.folder(self.data)
        self._nursery = Nursery(self._undertaker)
        self.outsiders = Outsiders(self._nursery, root=self._root, data=self.data)
        self._secrets = made.make(self.data, shops=self._shops, endpoint_names=self._endpoint_names)
        doors = [row.name for row in SERVICES if row.http]
        self._ports = dict(zip(doors, ports.free(len(doors)), strict=True))
        kept = {"temporary": self._wanted_data is None, "story": self.story}
        self._infrastructure = Infrastructure(self.data, self._secrets, root=self._root, **kept)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop everything; after a failure the logs are kept."""
        if kind not in (None, KeyboardInterrupt) or self.crashed():
            self._say(f"logs are kept in {home.keep_logs(self.data)}")
        self.stop(learn=kind is None)

    @property
    def bootstrap(self) -> str:
        """Return the address of Kafka's listener for clients."""
        return self._infrastructure.bootstrap

    @property
    def controller(self) -> str:
        """Return the address of Kafka's controller, which no client can use."""
        return self._infrastructure.controller

    def credentials(self, principal: str) -> tuple[str, str]:
        """Return user and password of a principal of the deployment table (SCRAM-SHA-512)."""
        return principal, self._secrets.scram[principal]

    def database(self, role: str) -> str:
        """Return how the role of a service connects to its schema."""
        return self._infrastructure.conninfo(role)

    def url(self, name: str) -> str:
        """Return the base URL of a service with an HTTP door."""
        return f"http://127.0.0.1:{self._ports[name]}"

    def token(self, reader: str) -> str:
        """Return the bearer token of a reader of the ledger: `operations`, `privacy` or `auditor`."""
        return self._secrets.table("ledger", "readers")[reader]

    def shop_token(self, shop: str) -> str:
        """Return the bearer token of a shop at the intake."""
        return self._secrets.shop(shop, "token")

    def webhook_secret(self, shop: str, platform: str) -> str:
        """Return the secret of a platform's webhooks."""
        return self._secrets.shop(shop, platform)

    def endpoint_secret(self, name: str, endpoint: str) -> str:
        """Return the secret under which a partner service signs what it hands to an endpoint."""
        return self._secrets.table(name, "endpoints")[endpoint]

    def officers(self) -> list[Path]:
        """Return the files with the private keys of the sample officers."""
        return [made.officer_key(self.data, name) for name in made.OFFICERS]

    def public_key(self, name: str) -> str:
        """Return a public key in hex: `policy` or `log`."""
        return made.public_key(self.data, name)

    def start_infrastructure(self) -> None:
        """Start Kafka and PostgreSQL with all topics, users, rights, roles and tables."""
        self._began = time.monotonic()
        self._say("starting Kafka and PostgreSQL")
        self._meter.start()
        self._nursery.preload(exporters=bool(self._told["otel"]))
        self._infrastructure.start(self._nursery, self._undertaker, self._say)
        urls = {name: self.url(name) for name in self._ports}
        home.write_card(self.data, self.bootstrap, urls, parties=self.parties, story=self.story)
        quiet = {**self._told, "otel": {}}
        home.write_settings(self.data, Instance(AUDITOR.name, 0), **self._reached(AUDITOR), told=quiet)
        self._undertaker.link(home.point(self.data), self.data)

    def start_service(self, name: str, *, slot: int = 0, target: str | None = None) -> None:
        """Start an instance of a service once its principal has its rights; `target` runs another module in its place.

        Raises:
            GrantError: the broker did not grant them in time.
            KeyError: the deployment table has no such service.
            StackError: a second instance of a service with an HTTP door was asked for.
        """
        row, instance = service(name), Instance(name, slot)
        if refusal := one_door(row, slot):
            raise StackError(refusal)
        grants.await_rights(row, self.bootstrap, self._secrets.scram[name])
        settings = home.write_settings(self.data, instance, **self._reached(row), told=self._told)
        self._services.add(instance, self._nursery.service(target or row.module, settings))

    def _reached(self, row: Service) -> dict[str, Any]:
        """Return how a principal reaches broker and database, and its port."""
        database = self.database(row.name) if row.database else None
        own = {"password": self._secrets.scram[row.name], "database": database, "port": self._ports.get(row.name)}
        return {"bootstrap": self.bootstrap, **own}

    def start_services(self) -> None:
        """Start all services in the table's order, and return when all are at work."""
        for name, slot in self._wanted:
            self.start_service(name, slot=slot)
        for row in SERVICES:
            self.wait_ready(row.name)
        self._say(f"{len(self._services)} services are at work after {time.monotonic() - self._began:.1f} s")

    def wait_ready(self, name: str, *, seconds: float = _READY_SECONDS) -> None:
        """Return once a service is at work: its door says so, or each of its instances has partitions.

        Raises:
            StackError: one ended, or is not at work in time.
        """
        row, running = service(name), self._services.of(name)

        def ready() -> bool:
            if row.http:
                return readiness.healthy(self._ports[name])
            admin = self._infrastructure.admin
            return row.group is None or readiness.consuming(admin, row.group, members=len(running))

        def alive() -> bool:
            return bool(running) and all(self._services.alive(each) for each in running)

        if not readiness.wait_until(ready, alive, seconds=seconds):
            fate = "is not at work in time" if alive() else "ended"
            message = f"service `{name}` {fate}; see `{self.data / 'services' / name}`"
            raise StackError(message)

    def alive(self, name: str, *, slot: int = 0) -> bool:
        """Tell whether an instance of a service runs."""
        return self._services.alive(Instance(name, slot))

    def pids(self) -> dict[str, int]:
        """Return the process numbers of instances (`gateway`, `gateway-1`), `kafka` and `postgres`."""
        return {**{name: each.pid for name, each in self._infrastructure.programs.items()}, **self._services.pids()}

    def crashed(self) -> str | None:
        """Name something that was started, was not stopped, and runs no more."""
        programs = self._infrastructure.programs.items()
        dead = (name for name, program in programs if program.poll() is not None)
        return next(dead, self._services.dead())

    def watch(self, *, seconds: float | None = None) -> str | None:
        """Wait until something crashes, and name it; after `seconds` return nothing."""
        until = None if seconds is None else time.monotonic() + seconds
        while not (name := self.crashed()) and (until is None or time.monotonic() < until):
            time.sleep(_GLANCE)
        return name

    def peak_pss_mb(self) -> float:
        """Return the most memory that this process and all that it started have needed together (PSS)."""
        return self._meter.peak_mb()

    def stop_service(self, name: str, *, slot: int = 0) -> None:
        """Ask an instance of a service to stop, and wait; past the time it is killed."""
        self._services.stop(Instance(name, slot))

    def kill_service(self, name: str, *, slot: int = 0) -> None:
        """Kill an instance of a service without a word (SIGKILL)."""
        self._services.kill(Instance(name, slot))

    def stop(self, *, learn: bool = False) -> None:
        """Stop services in the reverse order of the table, then Kafka and PostgreSQL, and clean up.

        `learn` allows some seconds, once on a machine, to make later starts faster.
        """
        self._services.stop_all()
        self._meter.stop()
        self._infrastructure.stop(self._nursery, self._say, learn=learn)
        self._nursery.close()
        if not self._undertaker.call():
            self._say(f"something was left behind: see `{self.data}`")
