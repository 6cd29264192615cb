"""What a dossier is made of, brought into its folder: the log's export, checkpoints, versions and their history.

From files that were written before, or from the services of the stack that runs here. It judges nothing.
"""

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from cli.audit import folder as at
from cli.ledger import ledger
from cli.policy.asking import Asking
from cli.words import say
from contracts.packs import Pack, Register
from contracts.versions import Approval, Claim
from shared.core.dossier.source import Standing
from shared.core.law.provisions import Published, read_versions
from shared.core.ledger.export import read_header
from shared.core.notice.drift import Published as Table
from shared.core.policy.officers import Officers, approvers
from shared.core.policy.plan import cite


class Versions(NamedTuple):
    """Published versions by how entries cite them, and who stands for each."""

    known: Published
    standings: tuple[Standing, ...]


def log(folder: Path, shop: str, export: Path | None, older: Iterable[Path]) -> None:
    """Bring the log: from an export in a file, or from the ledger; and the checkpoints that were kept of it.

    Raises:
        NotRunningError: nothing answers.
        AnswerError: the ledger refuses.
        ValueError: it is no export.
        OSError: a file cannot be read.
    """
    file = folder / at.LOG
    if export is not None:
        shutil.copyfile(export, file)
    else:
        with ledger(None, None).lines(f"/shops/{shop}/export") as lines, file.open("wb") as opened:
            opened.writelines(lines)
    with file.open("rb") as opened:
        at.write(folder, at.CHECKPOINT, read_header(opened.readline()).checkpoint.encode())
    for number, note in enumerate(older, 1):
        at.write(folder, f"{at.OLDER}/{number}.checkpoint", note.read_bytes())


def versions(folder: Path, shop: str, given: Path | None, who: Asking | None) -> None:
    """Bring the published versions and their history: from a folder of files, or from the policy service.

    Raises:
        NotRunningError: nothing answers.
        AnswerError: the service refuses.
        OSError: a file cannot be read.
    """
    if given is not None:
        for file in (*sorted(given.glob(f"{shop}-*.json")), given / at.HISTORY):
            if file.exists():
                at.write(folder, f"{at.VERSIONS}/{file.name}", file.read_bytes())
    elif who is not None:
        for each in who.get(f"/shops/{shop}/versions"):
            name = f"{shop}-{each['claim']['what']}-{each['claim']['version']}.json"
            at.write(folder, f"{at.VERSIONS}/{name}", _json(each))
        at.write(folder, f"{at.VERSIONS}/{at.HISTORY}", _json({"versions": who.get(f"/shops/{shop}/history")}))


def read(folder: Path, shop: str, officers: Officers | None) -> Versions:
    """Read the versions of a dossier; with the officers' keys only approvals that hold count.

    Raises:
        ValueError: a file is no version.
    """
    files = sorted((folder / at.VERSIONS).glob(f"{shop}-*.json"))
    signed = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    told = folder / at.VERSIONS / at.HISTORY
    rows = json.loads(told.read_text(encoding="utf-8"))["versions"] if told.exists() else []
    history = {(row["what"], row["version"]): row for row in rows}
    known = read_versions(str(each["body"]).encode() for each in signed)
    try:
        return Versions(known, tuple(_standing(each, known, history, officers) for each in signed))
    except (KeyError, msgspec.ValidationError):
        raise ValueError("version_unreadable") from None


def _standing(
    each: Mapping[str, Any], known: Published, history: Mapping[tuple[str, int], Any], officers: Officers | None
) -> Standing:
    claim = msgspec.convert(each["claim"], Claim)
    cited = cite(claim.version, claim.digest)
    # The claim is the signed word; the body must be the one that it names.
    document: Pack | Register = (known.packs if claim.what == "pack" else known.registers)[cited]
    approvals = msgspec.convert(each["approvals"], list[Approval])
    named = tuple(dict.fromkeys(approval.officer for approval in approvals))
    holding = named if officers is None else tuple(approvers(officers, claim, approvals))
    row = history.get((claim.what, claim.version), {})
    return Standing(
        claim.what, claim.version, cited, document, named, holding,
        int(row.get("published", 0)), str(row.get("proposed_by", "")), tuple(row.get("findings", ())),
    )  # fmt: skip


def table(folder: Path, given: Path | None) -> Table | None:
    """Bring the published table, and return it.

    Raises:
        ValueError: it is none.
        OSError: it cannot be read.
    """
    if given is None:
        return None
    raw = given.read_bytes()
    at.write(folder, at.TABLE, raw)
    try:
        return msgspec.json.decode(raw, type=Table)
    except msgspec.DecodeError:
        raise ValueError(f"`{given}`: {say('no_table')}") from None


def _json(found: object) -> bytes:
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()
