"""One Kafka broker that is its own controller, without an open door.

Three listeners on the loopback address: clients (SCRAM, ACLs), the broker itself and its administrator (PLAIN), the
controller (PLAIN). A controller listener without authentication would let anybody rewrite the ACLs (P9).
Passwords are in files of mode 0600 only. Does not create topics or grant rights.
"""

import base64
import secrets
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from cli.embedded import jvm, private
from cli.embedded.processes import Nursery

_SETTINGS: Final = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=CLIENT://127.0.0.1:{client},BROKER://127.0.0.1:{internal},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=CLIENT://127.0.0.1:{client},BROKER://127.0.0.1:{internal}
controller.listener.names=CONTROLLER
inter.broker.listener.name=BROKER
listener.security.protocol.map=CLIENT:SASL_PLAINTEXT,BROKER:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT
sasl.mechanism.inter.broker.protocol=PLAIN
sasl.mechanism.controller.protocol=PLAIN
listener.name.client.sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.client.scram-sha-512.sasl.jaas.config={scram} required;
listener.name.broker.sasl.enabled.mechanisms=PLAIN
listener.name.broker.plain.sasl.jaas.config={plain} required username="broker" password="{broker_password}" \
user_broker="{broker_password}" user_admin="{admin_password}";
listener.name.controller.sasl.enabled.mechanisms=PLAIN
listener.name.controller.plain.sasl.jaas.config={plain} required username="controller" \
password="{controller_password}" user_controller="{controller_password}";
super.users=User:admin;User:broker;User:controller
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
allow.everyone.if.no.acl.found=false
auto.create.topics.enable=false
log.dirs={log}
default.replication.factor=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
offsets.retention.minutes=5256000
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=16777216
num.network.threads=2
num.io.threads=4
background.threads=2
"""
_LOGGING: Final = """\
status=error
appender.file.type=File
appender.file.name=file
appender.file.fileName={file}
appender.file.layout.type=PatternLayout
appender.file.layout.pattern=%d{{ISO8601}} %p %c: %m%n
rootLogger.level=warn
rootLogger.appenderRef.file.ref=file
"""


class KafkaError(Exception):
    """The broker could not be formatted or started; the log that says why is named."""


class Ports(NamedTuple):
    """The ports of the three listeners."""

    client: int
    internal: int
    controller: int


def prepare(folder: Path, ports: Ports, passwords: Mapping[str, str]) -> None:
    """Write the broker's settings; passwords are those of `admin`, `broker` and `controller`."""
    private.folder(folder)
    private.folder(folder / "tmp")
    module = "org.apache.kafka.common.security"
    settings = _SETTINGS.format(
        **ports._asdict(),
        log=folder / "log",
        scram=f"{module}.scram.ScramLoginModule",
        plain=f"{module}.plain.PlainLoginModule",
        **{f"{name}_password": passwords[name] for name in ("admin", "broker", "controller")},
    )
    private.write(folder / "server.properties", settings)
    private.write(folder / "log4j2.properties", _LOGGING.format(file=folder / "server.log"))


def form(nursery: Nursery, folder: Path, jars: Sequence[Path], *, seconds: float = 60) -> None:
    """Format the storage, unless it is.

    Raises:
        KafkaError: Kafka's own tool failed.
    """
    if (folder / "log" / "meta.properties").exists():
        return
    tool = ["kafka.tools.StorageTool", "format", "--ignore-formatted", "-t", cluster_id(secrets.token_bytes), "-c"]
    log = folder / "format.log"
    command = [*_command(folder, jars, learn=False), *tool, str(folder / "server.properties")]
    made = nursery.program(command, log=log)
    try:
        code = made.wait(seconds)
    except subprocess.TimeoutExpired:
        made.kill()
        code = made.wait()
    if code:
        said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-3:]
        message = f"Kafka's storage could not be formatted (exit code {code}): {' | '.join(said) or 'nothing was said'}"
        raise KafkaError(message)


def cluster_id(draw: Callable[[int], bytes]) -> str:
    """Return a new cluster id: 16 random bytes in URL-safe base64, never with a dash in front.

    Kafka's own tools take an id that begins with a dash for an option; one in sixty-four does.
    """
    while (made := base64.urlsafe_b64encode(draw(16)).decode().rstrip("=")).startswith("-"):
        pass
    return made


def start(nursery: Nursery, folder: Path, jars: Sequence[Path]) -> subprocess.Popen[bytes]:
    """Start the broker; it answers some seconds later."""
    command = [*_command(folder, jars, learn=True), "kafka.Kafka", str(folder / "server.properties")]
    return nursery.program(command, log=folder / "console.log")


def check_alive(folder: Path, broker: subprocess.Popen[bytes], *, until: float) -> None:
    """Return at once if the broker may still answer in time.

    Raises:
        KafkaError: it has ended, or the moment `until` (monotonic) has passed.
    """
    if broker.poll() is not None:
        message = f"Kafka ended with code {broker.returncode}; see `{folder / 'server.log'}`"
        raise KafkaError(message)
    if time.monotonic() > until:
        message = f"Kafka did not answer in time; see `{folder / 'server.log'}`"
        raise KafkaError(message)


def _command(folder: Path, jars: Sequence[Path], *, learn: bool) -> list[str]:
    logging = f"-Dlog4j2.configurationFile={folder / 'log4j2.properties'}"
    return [*jvm.command(folder, jars, learn=learn), logging]
