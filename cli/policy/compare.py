"""`sekisho policy diff`: two files, or a file and what a shop has published."""

import sys
from pathlib import Path
from typing import Final

import msgspec

from cli.ending import ending
from cli.policy import documents, telling
from cli.policy.asking import asking
from cli.policy.pair import written
from cli.running import AnswerError
from cli.words import say
from shared.core.policy.diff import Change, diff, widens

_TWO: Final = 2


@ending()
def run(
    files: list[Path], *, shop: str | None, pack: Path | None, key: Path | None, url: str | None, as_json: bool
) -> None:
    """Print what changes."""
    found = _offline(files, pack) if shop is None else _published(files, shop=shop, key=key, url=url)
    if as_json:
        said = {"widens": widens(found), "changes": found}
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(said), indent=2).decode() + "\n")
    else:
        telling.write(found)


def _offline(files: list[Path], pack: Path | None) -> list[Change]:
    if len(files) != _TWO:
        raise AnswerError(say("two_files"))
    old, new = (documents.read(file, pack=pack) for file in files)
    if type(old) is not type(new):
        raise AnswerError(say("unlike"))
    return diff(old, new)


def _published(files: list[Path], *, shop: str, key: Path | None, url: str | None) -> list[Change]:
    asked: dict[str, str] = {}
    for file in files:
        text = written(file)
        asked["register" if documents.is_register(text, file=file) else "pack"] = text
    found = asking(key, url).post(f"/shops/{shop}/diff", asked)
    return msgspec.convert(found, list[Change])
