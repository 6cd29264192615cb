"""The one table of who runs, and what each may touch.

ACLs, database roles, the embedded runner and docker-compose.yml are generated from it, so that a right that is
not written here exists nowhere (P9). The order of the table is the order of start; stopping goes backwards.
"""

from typing import Final, NamedTuple

from contracts import topics as t
from contracts.partners import PARTNERS
from contracts.sealed import INTAKE, SHOP, WAITING


class Service(NamedTuple):
    """One kind of process: its module, its rights on the broker, its schema in the database, its HTTP door.

    `module` has a function `main(settings)`. `group` is the consumer group, `transactional` a prefix of the
    transactional ids that it may use. `migrations` are folders of SQL that make its schema.
    `looks` is true of one that reads a topic again each time and commits nothing: no record is kept for it. `deletes`
    are topics whose records it may delete, for which it sees the positions of their readers, and no record.
    `seals` are the services under whose day keys it seals, `opens` those whose day keys it may fetch to open with.
    `keys` names the key files that it is given. `instances` is how many of it run, each in a slot of its own, from 0;
    a service with a door runs once.
    """

    name: str
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    group: str | None = None
    transactional: str | None = None
    migrations: tuple[str, ...] = ()
    http: bool = False
    calls: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    instances: int = 1
    looks: bool = False
    deletes: tuple[str, ...] = ()
    seals: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()

    @property
    def database(self) -> bool:
        """Whether it has a role in the database: for tables of its own, or for day keys."""
        return bool(self.migrations or self.seals or self.opens)

    @property
    def module(self) -> str:
        """Return the module whose `main` runs this service."""
        return f"services.{self.name}.main"


_HANDOVER: Final = ("shared/shell/handover/sql",)


def _partner(name: str) -> Service:
    return Service(
        name,
        reads=(t.to_service(name), t.POLICY_PACKS),
        writes=(t.OUTCOMES, t.RESULTS),
        group=name,
        migrations=_HANDOVER,
        opens=(name,),
        keys=("policy_public", "officers", "endpoints", "wrapping"),
    )


SERVICES: Final[tuple[Service, ...]] = (
    Service(
        "ledger",
        reads=(t.DISCLOSURES, t.OUTCOMES),
        group="ledger",
        migrations=("services/ledger/sql",),
        http=True,
        keys=("log_signing", "readers", "keepers", "witnesses"),
    ),
    *(_partner(name) for name in PARTNERS),
    Service(
        "shop",
        reads=(t.RESULTS, t.POLICY_PACKS),
        group="shop",
        migrations=_HANDOVER,
        opens=(SHOP,),
        keys=("policy_public", "officers", "endpoints", "wrapping"),
    ),
    Service(
        "gateway",
        reads=(t.SHOP_EVENTS, t.POLICY_PACKS, t.SUBJECT_STATE, t.SUBJECT_WAITING),
        # The gateway writes to shop.events in one case: at a link it passes restrictions on to the other reference.
        writes=(*t.PARTNER_TOPICS, t.DISCLOSURES, t.RESULTS, t.SUBJECT_STATE, t.SUBJECT_WAITING, t.SHOP_EVENTS),
        group="gateway",
        transactional="gateway-",
        seals=(*PARTNERS, SHOP, INTAKE, WAITING),
        opens=(INTAKE, WAITING),
        keys=("policy_public", "officers", "wrapping"),
    ),
    Service(
        "policy",
        writes=(t.POLICY_PACKS, t.SHOP_EVENTS),
        migrations=("services/policy/sql",),
        http=True,
        keys=("policy_signing", "officers"),
    ),
    # It sees orders, so it may write nothing and keeps nothing; what it shows was noted on shop.events before.
    Service(
        "preview",
        reads=(t.SHOP_EVENTS, t.POLICY_PACKS),
        group="preview",
        looks=True,
        http=True,
        opens=(INTAKE,),
        keys=("policy_public", "officers", "wrapping"),
    ),
    Service("rights", writes=(t.SHOP_EVENTS,)),
    Service("housekeeper", deletes=t.SHORT_LIVED),
    Service("eraser", migrations=("services/eraser/sql",)),
    Service(
        "intake",
        writes=(t.SHOP_EVENTS,),
        migrations=("services/intake/sql",),
        http=True,
        seals=(INTAKE,),
        keys=("shops", "references", "wrapping"),
    ),
)

AUDITOR: Final = Service(
    "auditor",
    reads=(*t.PARTNER_TOPICS, t.DISCLOSURES, t.OUTCOMES, t.RESULTS, t.POLICY_PACKS),
    group="auditor",
    opens=(*PARTNERS, SHOP),
    keys=("wrapping",),
)
"""An outsider with read-only rights, who opens what is handed over to compare it with its entry; no service of ours,
and never started by the runner."""

PRINCIPALS: Final[tuple[Service, ...]] = (*SERVICES, AUDITOR)


def readers(topic: str) -> tuple[str, ...]:
    """Return the groups that must have passed a record of a topic before it may be deleted."""
    return tuple(row.group for row in SERVICES if topic in row.reads and row.group and not row.looks)


def may_write(name: str) -> bool:
    """Tell whether a principal may write anywhere; one that may not is refused a producer id by the broker."""
    rows = [row for row in PRINCIPALS if row.name == name]
    return any(row.writes for row in rows) or not rows


def service(name: str) -> Service:
    """Return the row of one service.

    Raises:
        KeyError: no row has that name.
    """
    for row in SERVICES:
        if row.name == name:
            return row
    raise KeyError(name)
