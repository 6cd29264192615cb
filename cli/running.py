"""How to reach the stack that runs on this machine: addresses, tokens, HTTP."""

import json
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from cli.embedded import home
from cli.words import language, say
from shared.core.policy.places import Finding

TIMEOUT_S: Final = 60

REFUSED: Final = 65
"""Exit code for input that cannot be used (EX_DATAERR)."""
UNAVAILABLE: Final = 69
"""Exit code where no stack answers (EX_UNAVAILABLE)."""


class NotRunningError(Exception):
    """No stack runs here, or it does not answer."""


class AnswerError(Exception):
    """A service refused a request; the message is its own, with the remedy."""


class Stack(NamedTuple):
    """The card that a running stack leaves: where its doors and its tokens are.

    `parties` is the folder in which its outside parties write down what they receive, where they run too; `story` tells
    whether the time of an event is told by who sends it; `eraser` and `auditor` are the settings files of these two,
    `pruner` is how the pruner connects to the database.
    """

    urls: dict[str, str]
    readers: Path
    keepers: Path
    shops: Path
    public: Path
    parties: Path | None = None
    story: bool = False
    pruner: Path = Path()
    eraser: Path = Path()
    auditor: Path = Path()

    def reader_token(self, name: str = "operations") -> str:
        """Return the bearer token of a reader of the ledger."""
        return str(json.loads(self.readers.read_text())[name])

    def keeper_token(self, name: str = "keeper") -> str:
        """Return the bearer token of a keeper, who may let a frozen log go on."""
        return str(json.loads(self.keepers.read_text())[name])

    def shop(self, shop: str) -> dict[str, str]:
        """Return a shop's secrets at the intake.

        Raises:
            AnswerError: there is no such shop.
        """
        shops: dict[str, dict[str, str]] = json.loads(self.shops.read_text())
        if shop not in shops:
            raise AnswerError(say("no_shop").format(shop, ", ".join(shops)))
        return shops[shop]


def find() -> Stack:
    """Return the stack that was started last.

    Raises:
        NotRunningError: none runs.
    """
    return of(home.link())


def of(folder: Path) -> Stack:
    """Return the stack whose data folder this is.

    Raises:
        NotRunningError: none runs there.
    """
    card = folder / "stack.json"
    if not card.exists():
        raise NotRunningError(say("no_stack"))
    row = json.loads(card.read_text())
    parties = Path(row["parties"]) if row.get("parties") else None
    readers, keepers, shops, public = (Path(row[name]) for name in ("readers", "keepers", "shops", "public"))
    files = {name: Path(row[name]) for name in ("pruner", "eraser", "auditor")}
    return Stack(row["urls"], readers, keepers, shops, public, parties, story=row.get("story", False), **files)


def call(url: str, *, headers: dict[str, str], body: bytes | None = None) -> bytes:
    """Send a request and return the answer's body.

    Raises:
        NotRunningError: nothing answers.
        AnswerError: the answer is a refusal.
    """
    request = Request(url, data=body, headers=headers)  # noqa: S310 - addresses of the stack's own card
    try:
        with urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310 - see above
            return bytes(answer.read())
    except HTTPError as error:
        raise AnswerError(refusal(error)) from None
    except URLError:
        raise NotRunningError(say("no_stack")) from None


def refusal(error: HTTPError) -> str:
    """Return what a service said when it refused, with its remedy."""
    try:
        problem: dict[str, Any] = json.loads(error.read())
    except ValueError:
        return f"HTTP {error.code}"
    place = f" ({problem['place']})" if problem.get("place") else ""
    texts = (_told(problem, name) for name in ("detail", "remedy"))
    findings = (Finding(**each).told(language()) for each in problem.get("findings", ()))
    return "\n".join([f"{problem.get('code', error.code)}{place}: {' '.join(texts)}", *findings])


def _told(problem: dict[str, Any], name: str) -> str:
    """Return a text of a problem in the person's language; in English where the service has no other."""
    return str(problem.get(f"{name}_ja" if language() == "ja" else name) or problem.get(name, ""))
