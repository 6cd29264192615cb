"""A running system as a story meets it: its door, its clock, its ledger, what its parties keep, what shops are told."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import msgspec

from cli.ask import signed
from cli.embedded.results import Results
from cli.running import Stack, call
from contracts.entries import Access, Entry
from contracts.results import Result
from shared.core.scenario import moments

_TIMEOUT_S: Final = 60
_SETTLE_S: Final = 60
_CLOCK: Final = "sekisho-time"
_PAGE: Final = 1000


class SlowError(Exception):
    """The system has not come to rest in time; the message says what is left."""


class Receipt(NamedTuple):
    """What the door answered: events that were accepted, or the code of its refusal and the place."""

    accepted: list[dict[str, Any]]
    refused: str = ""
    place: str = ""


class Kept(NamedTuple):
    """One message as a party has written it down."""

    party: str
    raw: bytes
    body: dict[str, Any]


class Hall:
    """One running system; it may be shared by several stories. It publishes nothing (`cli.live.own` does)."""

    def __init__(self, stack: Stack, results: Results) -> None:
        """Keep how to reach it; what its parties and shops were told before is passed over."""
        self.stack, self._results = stack, results
        self._read: dict[Path, int] = {}
        self.received: dict[str, Kept] = {}
        """Everything that parties wrote down since then, by id; what shops were told too."""
        self.told: list[Result] = []
        """Everything that shops were told since then."""
        self.unclaimed: dict[str, Kept] = {}
        """What of it no story has explained yet."""
        self.look()
        self.received.clear()
        self.unclaimed.clear()

    def send(self, shop: str, raw: bytes, headers: Mapping[str, str], *, at: int) -> Receipt:
        """Send one request as the shop does, with its moment where the system takes it from the sender."""
        secrets = self.stack.shop(shop)
        when = {_CLOCK: moments.written(at)} if self.stack.story else {}
        sent = signed(raw, {**headers, **when}, secrets)
        request = Request(f"{self.stack.urls['intake']}/shops/{shop}/events", data=raw, headers=sent)  # noqa: S310 - the stack's own
        try:
            with urlopen(request, timeout=_TIMEOUT_S) as answer:  # noqa: S310 - see above
                return Receipt(json.loads(answer.read())["accepted"])
        except HTTPError as error:
            problem = json.loads(error.read())
            return Receipt([], problem["code"], problem.get("place") or "")

    def passes(self, shop: str, at: int) -> dict[int, int]:
        """Let time pass to a moment; return the positions by which every partition knows."""
        headers = {"authorization": f"Bearer {self.stack.shop(shop)['token']}", _CLOCK: moments.written(at)}
        answer = call(f"{self.stack.urls['intake']}/shops/{shop}/time", headers=headers, body=b"")
        return dict(enumerate(json.loads(answer)["positions"]))

    def settle(self, places: Mapping[int, int]) -> None:
        """Return when the ledger has passed these positions, nothing is open, and all that was told is here.

        Where no outside parties run, what is handed over stays open, and nobody waits for it.

        Raises:
            SlowError: not in time.
        """
        through = ",".join(f"{partition}:{position}" for partition, position in places.items())
        closed = "false" if self.stack.parties is None else "true"
        found = self._ask(f"/summary?through={through}&closed={closed}&wait={_SETTLE_S}")
        if not found["reached"]:
            raise SlowError(f"after {_SETTLE_S} s the ledger is at {found['through']}, and {found['open']} are open")
        self.told += [msgspec.json.decode(value, type=Result) for value in self._results.new()]
        self.look()

    def entries(self, shop: str, person: str, *, after: int) -> list[tuple[int, Entry]]:
        """Return a person's entries after a leaf of the shop's log, with their places."""
        found: list[tuple[int, Entry]] = []
        following: int | None = after
        while following is not None:
            page = self._ask(f"/shops/{shop}/entries?person={person}&after={following}&limit={_PAGE}&reason=trial")
            read = ((row["index"], msgspec.convert(row["leaf"]["entry"], Entry)) for row in page["entries"])
            # That somebody looked is noted in the log; it is no part of the story.
            found += [(place, entry) for place, entry in read if not isinstance(entry, Access)]
            following = page["next"]
        return found

    def pack_in_force(self, shop: str) -> str:
        """Return the version and digest of a shop's pack, as the ledger knows it, empty if it knows none."""
        rows = self._ask(f"/shops/{shop}/entries?kind=version&limit={_PAGE}")["entries"]
        return str(rows[-1]["leaf"]["entry"]["pack"]) if rows else ""

    def _ask(self, path: str) -> Any:
        headers = {"authorization": f"Bearer {self.stack.reader_token('privacy')}"}
        return json.loads(call(self.stack.urls["ledger"] + path, headers=headers))

    def look(self) -> None:
        """Read what parties have written down since the last look; a line that is not whole is left for the next."""
        if self.stack.parties is None:
            return
        for path in sorted(self.stack.parties.glob("*.jsonl")):
            with path.open("rb") as log:
                log.seek(self._read.get(path, 0))
                lines = log.read()
            whole = lines[: lines.rfind(b"\n") + 1]
            self._read[path] = self._read.get(path, 0) + len(whole)
            for line in whole.splitlines():
                raw = json.loads(line)["body"].encode()
                body = json.loads(raw)
                kept = Kept(path.stem.split("__", 1)[1].replace("__", "/"), raw, body)
                self.received[body["id"]] = self.unclaimed[body["id"]] = kept
