"""Packs and registers in files: which of the two a file is, and the pack that a register belongs to."""

from pathlib import Path

from cli.policy.pair import written
from shared.core.policy import lint
from shared.core.policy.places import Finding, SourceError, of_file, parse
from shared.core.policy.seal import Document
from shared.core.policy.source import read_pack, read_register


def is_register(text: str, *, file: Path) -> bool:
    """Tell whether a document is a register; anything else is taken for a pack.

    Raises:
        SourceError: it is no YAML, or no mapping.
    """
    return "parties" in parse(text, file=str(file)).content


def read(file: Path, *, pack: Path | None = None) -> Document:
    """Read a pack, or a register with its pack: `pack`, else the file of the same name in the folder above.

    Raises:
        SourceError: it cannot be used; every finding names file, line and remedy.
    """
    text = written(file)
    if not is_register(text, file=file):
        return read_pack(text, file=str(file))
    beside = pack or _beside(file)
    said = written(beside)
    if is_register(said, file=beside):
        raise SourceError([of_file(str(beside), "not_a_pack", ("parties",))])
    return read_register(text, file=str(file), pack=read_pack(said, file=str(beside)))


def remarks(file: Path, *, today: str) -> list[Finding]:
    """Return what is to be mended in a file, or else what an officer should know of it on a day in Japan (ISO date).

    Raises:
        SourceError: it is no document, or a register that cannot be used; every finding names file, line and remedy.
    """
    text = written(file)
    if not is_register(text, file=file):
        return lint.lint(text, None, file=str(file), register_file="", today=today)
    read(file)
    pack = _beside(file)
    found = lint.lint(written(pack), text, file=str(pack), register_file=str(file), today=today)
    return [each for each in found if each.file == str(file)]


def _beside(register: Path) -> Path:
    beside = register.resolve().parent.parent / register.name
    if not beside.is_file():
        raise SourceError([of_file(str(register), "pack_away", ("parties",))])
    return beside


def files(paths: list[Path]) -> list[Path]:
    """Return the files that are meant: those named, and every `*.yaml` in a folder that is named."""
    found = [each for path in paths for each in (sorted(path.rglob("*.yaml")) if path.is_dir() else [path])]
    return list(dict.fromkeys(found))
