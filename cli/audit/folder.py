"""The folder of a dossier: which files lie where, the officer's signature over them, and what is there to be read.

ja/report.pdf, ja/01-contracts.csv …   the chapters, in Japanese; `en/` the same in English, if asked for
ja/records.csv                         the book of records of provision (as `sekisho records` writes it)
log.ndjson, checkpoint, older/*        what `sekisho verify --export` judges
versions/*.json                        what `sekisho policy export` and `history --json` write
published.json                         the table that the public was told, if it was brought
manifest.json, manifest.sig            what is signed, and the signature
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.audit.words import told
from cli.running import AnswerError
from shared.core.dossier.manifest import Manifest, encode, sign

LOG: Final = "log.ndjson"
CHECKPOINT: Final = "checkpoint"
OLDER: Final = "older"
VERSIONS: Final = "versions"
HISTORY: Final = "history.json"
TABLE: Final = "published.json"
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"


@contextmanager
def begun(out: Path) -> Iterator[Path]:
    """Lend a folder that only its owner may read, and put it in its place once it is whole; else nothing is left.

    Raises:
        AnswerError: there is something already.
        OSError: it cannot be made.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise AnswerError(f"`{out}`: {told('out_taken')}")
    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as beside:
        whole = Path(beside) / out.name
        whole.mkdir(mode=0o700)
        yield whole
        whole.rename(out)


def write(folder: Path, path: str, raw: bytes) -> None:
    """Write one file of a dossier."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(raw)


def close(folder: Path, manifest: Manifest, key: Ed25519PrivateKey) -> None:
    """Write the manifest and the signature."""
    raw = encode(manifest)
    write(folder, MANIFEST, raw)
    write(folder, SIGNATURE, sign(raw, key))


def digests(folder: Path) -> dict[str, str]:
    """Return path → SHA-256 (hex) of what lies in a dossier, but for manifest and signature."""
    return dict(sorted(_digests(folder)))


def _digests(folder: Path) -> Iterator[tuple[str, str]]:
    for file in folder.rglob("*"):
        path = file.relative_to(folder).as_posix()
        if path not in {MANIFEST, SIGNATURE} and not file.is_dir():
            with file.open("rb") as opened:
                yield path, file_digest(opened, "sha256").hexdigest()
