"""Jars, of Kafka and of what else a lock file names: fetched from Maven Central once, checked at every use.

Does not resolve dependencies: a lock file names each jar and its SHA-256.
"""

import hashlib
import os
import secrets
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Final, NamedTuple

VERSION: Final = "4.3.0"
CENTRAL: Final = "https://repo1.maven.org/maven2/"
_LOCK: Final = Path(__file__).with_name("kafka.lock")
_AT_ONCE: Final = 8
_SECONDS: Final = 60
_TRIES: Final = 3


class JarError(Exception):
    """A jar cannot be had, or is not the one that the lock file names; nothing of it was kept."""


class Jar(NamedTuple):
    """One line of the lock file."""

    sha256: str
    path: str

    @property
    def name(self) -> str:
        """Return the file's name."""
        return self.path.rsplit("/", 1)[-1]


def locked(lock: Path = _LOCK) -> tuple[Jar, ...]:
    """Read the lock file."""
    lines = (line.split() for line in lock.read_text().splitlines() if line)
    return tuple(Jar(sha256, path) for sha256, path in lines)


def cache() -> Path:
    """Name the folder where the jars are kept between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "sekisho" / f"kafka-{VERSION}"


def ensure(
    say: Callable[[str], None],
    *,
    folder: Path | None = None,
    jars: tuple[Jar, ...] | None = None,
    source: str | None = None,
    what: str = f"Kafka {VERSION} (about 44 MB in all)",
) -> tuple[Path, ...]:
    """Return the paths of all jars, fetched if they are not there; `say` hears of progress.

    `SEKISHO_MAVEN` names another repository than Maven Central; the checksums stay the same.

    Raises:
        JarError: a jar cannot be fetched, or its checksum is wrong.
    """
    jars = locked() if jars is None else jars
    folder = cache() if folder is None else folder
    base = source or os.environ.get("SEKISHO_MAVEN") or CENTRAL
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        missing = [
            jar for jar, there in zip(jars, pool.map(lambda j: _sound(folder, j), jars), strict=True) if not there
        ]
        if missing:
            say(f"fetching {what}: {len(missing)} jars from {base}")
        fetches = [pool.submit(_fetch, base, jar, folder) for jar in missing]
        try:
            for done, fetch in enumerate(as_completed(fetches), 1):
                fetch.result()
                if done % 10 == 0 or done == len(missing):
                    say(f"fetched {done} of {len(missing)} jars")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return tuple(folder / jar.name for jar in jars)


def _sound(folder: Path, jar: Jar) -> bool:
    try:
        with (folder / jar.name).open("rb") as kept:
            return hashlib.file_digest(kept, "sha256").hexdigest() == jar.sha256
    except FileNotFoundError:
        return False


def _fetch(base: str, jar: Jar, folder: Path) -> None:
    content = _download(f"{base.rstrip('/')}/{jar.path}")
    found = hashlib.sha256(content).hexdigest()
    if found != jar.sha256:
        message = f"`{jar.path}` from {base} has SHA-256 {found}, but the lock file says {jar.sha256}; it was not kept"
        raise JarError(message)
    draft = folder / f".{jar.name}.{secrets.token_hex(4)}"
    try:
        draft.write_bytes(content)
        draft.replace(folder / jar.name)
    finally:
        draft.unlink(missing_ok=True)


def _download(url: str) -> bytes:
    failure = ""
    for _ in range(_TRIES):
        try:
            with urllib.request.urlopen(url, timeout=_SECONDS) as answer:  # noqa: S310 - checked by its checksum
                return bytes(answer.read())
        except (OSError, urllib.error.URLError) as error:
            failure = str(error)
    message = f"`{url}` cannot be fetched: {failure}"
    raise JarError(message)
