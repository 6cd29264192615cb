"""`python -m benchmarks.ledger [--records N] [--json]`: the ledger alone, on a PostgreSQL that syncs what it commits.

Bytes as they lie on Kafka go in, and are appended, signed and looked after as in the service; then proofs are fetched
over HTTP, and the whole log is judged by `sekisho verify` in a process of its own. It exits 1 if a bound is missed;
that of verifying goes with the number of records.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Final, NamedTuple

import aiohttp

from benchmarks import entries
from benchmarks.processes import cpu_s, memory_mb
from benchmarks.telling import missed, tell
from cli.embedded.stack import ROOT
from services.ledger import consume
from services.ledger.seal import Sealer
from services.ledger.store import Store
from services.ledger.watch import Watch
from shared.core.ledger.logproof import check_log_proof, parse_log_proof
from shared.shell.database import Pool
from shared.shell.reading import Record
from tests.adapters.ledger_serving import new_sealer, pooled, serving
from tests.fixtures.database import Database

RECORDS_A_SECOND: Final = 20_000.0
PROOF_P95_MS: Final = 10.0
VERIFY_S_A_MILLION: Final = 60.0
GROWTH_MB: Final = 64.0

_MESSAGES: Final = 500
_PROOFS: Final = 2_000
_GLANCE_S: Final = 0.05


class Result(NamedTuple):
    """What was measured; processor time is that of the ledger and of all of PostgreSQL, for each record."""

    records: int
    records_a_second: float
    ledger_us: float
    postgres_us: float
    growth_mb: float
    proof_p50_ms: float
    proof_p95_ms: float
    verify_s: float
    verify_mb: float

    def missed(self) -> list[str]:
        """Return the bounds that were missed."""
        return missed(
            {
                "records a second": self.records_a_second >= RECORDS_A_SECOND,
                "p95 of a proof": self.proof_p95_ms <= PROOF_P95_MS,
                "verification": self.verify_s <= max(5.0, VERIFY_S_A_MILLION * self.records / 1e6),
                "memory": self.growth_mb <= GROWTH_MB,
            }
        )


async def run(records: int) -> Result:
    """Measure once."""
    with Database(durable=True) as database, tempfile.TemporaryDirectory() as folder:
        async with pooled(database.conninfo("ledger")) as opened:
            sealer = new_sealer(opened)
            appended = await _append(opened, sealer, records, postgres=database.pid)
            proofs = await _prove(opened, sealer, Path(folder), appended.records)
        verify_s, verify_mb = _verify(Path(folder), str(sealer.key(entries.SHOP)))
    return Result(*appended, *proofs, verify_s, verify_mb)


class _Appended(NamedTuple):
    records: int
    records_a_second: float
    ledger_us: float
    postgres_us: float
    growth_mb: float


async def _append(opened: Pool, sealer: Sealer, records: int, *, postgres: int) -> _Appended:
    """Append disclosures and outcomes side by side, as the two consumers do, while the watch goes round."""
    store = Store(opened)
    takes, ends = consume.disclosures(store), consume.outcomes(store)
    watch = asyncio.create_task(Watch(opened, sealer).keep())
    orders, spent, first = -(-records // entries.LEAVES), [0.0, 0.0, 0.0], 0.0
    told: list[Record] = []
    for at in (*range(0, orders, _MESSAGES), orders):
        count = min(_MESSAGES, orders - at)
        given = list(entries.disclosures(at, count))
        before = (time.monotonic(), time.process_time(), cpu_s(postgres))
        await asyncio.gather(*(deed(0, some) for deed, some in ((takes, given), (ends, told)) if some))
        after = (time.monotonic(), time.process_time(), cpu_s(postgres))
        spent = [total + end - begin for total, begin, end in zip(spent, before, after, strict=True)]
        told = list(entries.outcomes(at, count))
        if not first and at > orders // 5:
            first = memory_mb()
    watch.cancel()
    await sealer.seal(entries.SHOP)
    made = orders * entries.LEAVES
    wall, own, theirs = spent
    return _Appended(made, made / wall, own / made * 1e6, theirs / made * 1e6, memory_mb() - (first or memory_mb()))


async def _prove(opened: Pool, sealer: Sealer, folder: Path, records: int) -> tuple[float, float]:
    """Fetch proofs of leaves here and there over HTTP, each checked; keep an export."""
    random, took = Random(1), list[float]()  # noqa: S311 - which leaves
    async with serving(opened, Store(opened), sealer, witnesses=[]) as client:
        for _ in range(_PROOFS):
            index = random.randrange(records)
            begun = time.perf_counter()
            async with client.get(f"/shops/{entries.SHOP}/proof?index={index}") as answer:
                text = await answer.text()
            took.append((time.perf_counter() - begun) * 1000)
            proof = parse_log_proof(text)
            check_log_proof(proof, proof.extra or b"", key=sealer.key(entries.SHOP))
        await _keep(client, folder / "export")
    cuts = quantiles(took, n=20)
    return cuts[9], cuts[18]


async def _keep(client: aiohttp.ClientSession, path: Path) -> None:
    with path.open("wb") as out:
        async with client.get(f"/shops/{entries.SHOP}/export") as answer:
            async for piece in answer.content.iter_chunked(1 << 16):
                out.write(piece)


def _verify(folder: Path, key: str) -> tuple[float, float]:
    """Judge the export in a process of its own; return seconds, and the most memory that it used."""
    command = [sys.executable, "-m", "cli", "verify", "--export", str(folder / "export"), "--key", key, "--json"]
    begun, most = time.monotonic(), 0.0
    with (folder / "verdict").open("w+", encoding="utf-8") as out:
        running = subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=out, stderr=out
        )
        while running.poll() is None:
            most = max(most, memory_mb(running.pid, "VmHWM"))
            time.sleep(_GLANCE_S)
        took = time.monotonic() - begun
        out.seek(0)
        if running.returncode:
            raise RuntimeError(out.read()[-2000:])
    return took, most


def told(found: Result) -> Iterator[str]:
    """Say the figures."""
    yield f"{found.records:,} records: {found.records_a_second:,.0f} a second"
    yield f"processor time a record: ledger {found.ledger_us:.1f} µs, PostgreSQL {found.postgres_us:.1f} µs"
    yield f"the ledger's memory grew by {found.growth_mb:.0f} MB after the first fifth"
    yield f"inclusion proof over HTTP: p50 {found.proof_p50_ms:.1f} ms, p95 {found.proof_p95_ms:.1f} ms"
    yield f"sekisho verify: {found.verify_s:.1f} s, at most {found.verify_mb:.0f} MB"


if __name__ == "__main__":
    sys.exit(tell("ledger", "Append, sign, prove and verify one log", run, told))
