"""`sekisho audit --check`: is a dossier what an officer signed, and does its log verify? Needs no network."""

import json
import sys
from pathlib import Path
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cli import verdict as verdicts
from cli.audit import folder as at
from cli.audit.words import told
from cli.ending import ending
from cli.ledger import key_of
from cli.running import AnswerError
from cli.verify import Asked as Judging
from cli.verify import judged
from shared.core.dossier.manifest import Manifest, ManifestError, faults, opened
from shared.core.ledger.note import NoteError
from shared.core.moment import day
from shared.core.policy.officers import read_officers

_UNKNOWN: Final = "officer_unknown"


class Asked(NamedTuple):
    """The folder, and what the auditor brings: the officers' keys, the log's key, witnesses."""

    folder: Path
    officers: Path | None = None
    key: str | None = None
    witnesses: tuple[str, ...] = ()
    quorum: int | None = None


class Found(NamedTuple):
    """One disagreement: the file, its code, and more words, if there are any."""

    file: str
    code: str
    more: str = ""


@ending(NoteError, ValueError)
def run(asked: Asked, *, as_json: bool) -> int:
    """Say what disagrees; exit 0 only if nothing does."""
    manifest, found = checked(asked)
    if as_json:
        names = {"officer": manifest.officer, "key": manifest.key} if manifest else {}
        said = {"holds": not found, "found": [each._asdict() for each in found], **names}
        sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
        return 1 if found else 0
    for each in found:
        more = f": {each.more}" if each.more else ""
        sys.stderr.write(f"{each.file}: {told(each.code)} ({each.code}){more}\n")
    if manifest is not None and not found:
        sys.stdout.write(told("holds", manifest.officer, manifest.shop, manifest.since, manifest.until) + "\n")
        if asked.officers is None:
            sys.stdout.write(told("own_key", manifest.key) + "\n")
    return 1 if found else 0


def checked(asked: Asked) -> tuple[Manifest | None, list[Found]]:
    """Check signature, files and log, and return everything that disagrees.

    Raises:
        AnswerError: it is no dossier.
        ValueError: a key cannot be used.
        OSError: a file cannot be read.
    """
    raw, signature = asked.folder / at.MANIFEST, asked.folder / at.SIGNATURE
    if not (raw.is_file() and signature.is_file()):
        raise AnswerError(f"`{asked.folder}`: {told('no_folder')}")
    try:
        manifest = opened(raw.read_bytes(), signature.read_bytes())
    except ManifestError as error:
        return None, [Found(at.MANIFEST, str(error))]
    found = _officer(manifest, asked.officers)
    found += [Found(path, code) for path, code in faults(manifest, at.digests(asked.folder))]
    return manifest, [*found, *_log(manifest, asked)]


def _officer(manifest: Manifest, file: Path | None) -> list[Found]:
    """Ask whether the key is that officer's, by a file that the auditor has from elsewhere."""
    if file is None:
        return []
    officer = read_officers(file.read_bytes()).get(manifest.officer)
    own = Ed25519PublicKey.from_public_bytes(bytes.fromhex(manifest.key)).public_bytes_raw()
    left = officer is not None and officer.until and officer.until < day(manifest.made)
    if officer is None or left or officer.key.public_bytes_raw() != own:
        return [Found(at.MANIFEST, _UNKNOWN, manifest.officer)]
    return []


def _log(manifest: Manifest, asked: Asked) -> list[Found]:
    """Verify the log with the key that the auditor brings, or else the one that the officer's signature covers."""
    file = asked.folder / at.LOG
    if not file.is_file():
        return []
    kept = tuple(sorted((asked.folder / at.OLDER).glob("*.checkpoint")))
    key = asked.key or manifest.vkey
    # A key that cannot be used is no fault of the log.
    key_of(manifest.origin, key)
    try:
        report = judged(Judging(exports=(file,), key=key, older=kept, witnesses=asked.witnesses, quorum=asked.quorum))
    except ValueError as error:
        return [Found(at.LOG, "log_broken", str(error))]
    (verdict,) = report.logs
    if verdict.first or not verdict.holds:
        question, result = verdict.first or ("integrity", verdict.integrity)
        return [Found(at.LOG, "log_broken", f"{question}: {verdicts.told(result)}")]
    if (verdict.origin, verdict.signed, verdict.root) != (manifest.origin, manifest.size, manifest.root):
        return [Found(at.LOG, "log_of_another")]
    return []
