"""What one service is told when it starts: one JSON file, mode 0600, never argv, never the environment.

The embedded runner writes it; in containers it is a mounted secret.
"""

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

BEGINNING: Final = 1
"""The time (Unix ms) of an event whose writer states none, where the time is told by who writes."""


class Settings(BaseModel):
    """Everything that a service may know of its surroundings."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    service: str
    bootstrap: Annotated[str, Field(description="Kafka bootstrap servers, host:port")]
    user: Annotated[str, Field(description="SASL/SCRAM-SHA-512 principal")]
    password: SecretStr
    database: Annotated[SecretStr | None, Field(description="PostgreSQL conninfo of this service's own role")] = None
    host: str = "127.0.0.1"
    port: Annotated[int | None, Field(description="HTTP port, for services with a door")] = None
    slot: Annotated[int, Field(description="number of this instance, kept over restarts")] = 0
    refused: Annotated[
        Literal["wait", "keep"],
        Field(description="gateway: a shop whose new version is refused waits, or keeps the last good one"),
    ] = "wait"
    keys: Annotated[Path, Field(description="folder of this service's key files")]
    log: Annotated[Path | None, Field(description="log file; standard error if absent")] = None
    story: Annotated[
        bool, Field(description="the time of an event is told by who writes it; only in a stack started for scenarios")
    ] = False
    traces: Annotated[Path | None, Field(description="file for spans (OTEL_TRACES_EXPORTER=console)")] = None
    metrics: Annotated[int | None, Field(description="port at which Prometheus asks for `/metrics`")] = None
    otel: Annotated[
        dict[Annotated[str, Field(pattern="^OTEL_[A-Z_]+$")], str],
        Field(description="OTEL_* variables of a process that has no environment of its own"),
    ] = {}


def load(path: Path) -> Settings:
    """Read a settings file.

    Raises:
        pydantic.ValidationError: a setting is missing, unknown or of the wrong type (values are not repeated).
        OSError: the file cannot be read.
    """
    return Settings.model_validate_json(path.read_bytes())
