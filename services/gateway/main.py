"""Wire the gateway: one transactional loop, one desk, one book of policies."""

import secrets

from contracts.topics import PARTITIONS, SHOP_EVENTS, SUBJECT_STATE, SUBJECT_WAITING
from services.gateway.book import Book
from shared.core.checkpoint.desk import GatewayDesk
from shared.shell import telemetry
from shared.shell.sealing.desk import SealedDesk
from shared.shell.sealing.ring import Ring
from shared.shell.settings import Settings
from shared.shell.transaction import TransactionalLoop


def main(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT."""
    telemetry.start(settings)
    book = Book(settings)
    inner = GatewayDesk(book, partitions=PARTITIONS, chance=secrets.token_bytes)
    desk = SealedDesk(inner, Ring(settings))
    changelogs = (SUBJECT_STATE, SUBJECT_WAITING)
    loop = TransactionalLoop(settings, topic=SHOP_EVENTS, partitions=PARTITIONS, changelogs=changelogs, desk=desk)
    try:
        loop.run()
    finally:
        book.close()
        telemetry.stop()
