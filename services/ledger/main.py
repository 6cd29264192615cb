"""Wire the ledger: two topics in, one database, one door."""

import asyncio
import time

from contracts.topics import DISCLOSURES, OUTCOMES
from services.ledger import consume
from services.ledger.answers import Answers
from services.ledger.asking import AnswerDoor
from services.ledger.evidence import Evidence
from services.ledger.http import Door, application
from services.ledger.proofs import Proofs
from services.ledger.proving import ProofDoor
from services.ledger.reads import Reads
from services.ledger.seal import Sealer
from services.ledger.store import Store
from services.ledger.watch import Watch
from shared.core.ledger.note import COSIGNATURE, parse_key
from shared.shell import keys, telemetry, watching
from shared.shell.bus import Bus
from shared.shell.calendar import national_holiday
from shared.shell.database import pool
from shared.shell.settings import Settings
from shared.shell.web import serve


def main(settings: Settings) -> None:
    """Run the ledger until SIGTERM or SIGINT."""
    telemetry.start(settings)
    try:
        asyncio.run(_run(settings))
    finally:
        telemetry.stop()


async def _run(settings: Settings) -> None:
    key = keys.signing_key(settings.keys, "log_signing")
    readers, keepers = keys.table(settings.keys, "readers"), keys.table(settings.keys, "keepers")
    witnesses = [parse_key(text, kind=COSIGNATURE) for text in keys.table(settings.keys, "witnesses").values()]
    bus = Bus(settings)
    async with pool(settings) as database:
        store, reads = Store(database), Reads(database)
        sealer = Sealer(database, public=key.public_key().public_bytes_raw(), signer=key.sign)
        proofs = ProofDoor(database, Proofs(database, sealer, witnesses=witnesses), sealer)
        door = Door(reads, sealer, store=store, healthy=lambda: bus.healthy)
        answers = Answers(database, sealer.key, holiday=national_holiday)
        asked = AnswerDoor(answers, reads, clock=lambda: int(time.time() * 1000))
        app = application(door, asked, proofs, readers=readers, keepers=keepers)
        bus.consume(DISCLOSURES, consume.disclosures(store))
        bus.consume(OUTCOMES, consume.outcomes(store))
        bus.beside(lambda: serve(app, settings))
        bus.beside(Watch(database, sealer).keep)
        evidence = Evidence(database)
        bus.beside(lambda: watching.keep(bus.lag, evidence.missing, evidence.unsigned))
        await bus.run()
