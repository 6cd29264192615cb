"""`sekisho policy diff`: two files, or a file and what a shop has published."""

import sys
from pathlib import Path
from typing import Final

import msgspec

from cli.policy import documents, telling
from cli.policy.asking import asking
from cli.running import REFUSED, UNAVAILABLE, AnswerError, NotRunningError
from cli.words import say
from shared.core.policy.diff import Change, diff, widens
from shared.core.policy.places import SourceError

_TWO: Final = 2


def run(  # noqa: D103 - documented where the command is declared
    files: list[Path], *, shop: str | None, pack: Path | None, key: Path | None, url: str | None, as_json: bool
) -> int:
    try:
        found = _offline(files, pack) if shop is None else _published(files, shop=shop, key=key, url=url)
    except (SourceError, AnswerError, TypeError) as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED
    except NotRunningError as error:
        sys.stderr.write(f"{error}\n")
        return UNAVAILABLE
    if as_json:
        said = {"widens": widens(found), "changes": found}
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(said), indent=2).decode() + "\n")
    else:
        telling.write(found)
    return 0


def _offline(files: list[Path], pack: Path | None) -> list[Change]:
    if len(files) != _TWO:
        raise AnswerError(say("two_files"))
    old, new = (documents.read(file, pack=pack) for file in files)
    return diff(old, new)


def _published(files: list[Path], *, shop: str, key: Path | None, url: str | None) -> list[Change]:
    asked: dict[str, str] = {}
    for file in files:
        text = file.read_text(encoding="utf-8")
        asked["register" if documents.is_register(text, file=file) else "pack"] = text
    found = asking(key, url).post(f"/shops/{shop}/diff", asked)
    return msgspec.convert(found, list[Change])
