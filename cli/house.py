"""The embedded stack with the packs that are shipped, and outside parties beside it. It sends nothing."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cli import sample
from cli.embedded import ports, private
from cli.embedded.stack import EmbeddedStack
from cli.policy.folder import Officers, officers, publish_folder
from cli.running import call
from cli.screen import screen


class House:
    """A stack to be started; `shops` are those that are shipped, `names` the endpoints of each partner service."""

    def __init__(
        self,
        data: Path | None,
        *,
        quiet: bool,
        story: bool = False,
        more: Mapping[str, Sequence[str]] | None = None,
        refused: str = "wait",
        otel: Mapping[str, str] | None = None,
    ) -> None:
        """Take where to keep everything; with `story` the time of events is told by who sends them.

        `more` are endpoints beside those of the registers that are shipped; `refused` is the gateway's setting; `otel`
        are variables of OpenTelemetry for the services.
        """
        self.console = screen(errors=True, quiet=quiet)
        self.shops = sample.shops()
        self.names = sample.endpoints(self.shops)
        for service, each in (more or {}).items():
            self.names[service] = list(dict.fromkeys([*self.names.get(service, []), *each]))
        self.port = 0
        self.stack = EmbeddedStack(
            data=data,
            shops=list(self.shops),
            endpoint_names=self.names,
            say=self.console.print,
            story=story,
            refused=refused,
            otel=otel,
        )

    def open(self, *, parties: bool, down: str = "") -> None:
        """Start everything, the outside parties before the services that will call them, and publish what is shipped.

        Who is `down` begins so.
        """
        policies = sample.POLICIES
        if parties:
            self.port = ports.free(1)[0]
            policies = sample.render(self.stack.data / "policies", self.port)
            self.stack.parties = self.parties_log()
            if down:
                self.down.write_text(f"{down}\n", encoding="utf-8")
            self._start_parties()
        self.stack.start_infrastructure()
        self.stack.start_services()
        publish_folder(self.officers(), policies, say=self.console.print)

    def officers(self) -> Officers:
        """Return the two sample officers, to publish by."""
        return officers(self.stack.url("policy"), self.stack.officers())

    def _start_parties(self) -> None:
        secrets = sample.write_party_secrets(self.stack, self.names)
        given = ("--port", str(self.port), "--secrets", str(secrets))
        kept = ("--log", str(self.parties_log()), "--down", str(self.down))
        self.stack.outsiders.start("parties", "examples.parties", *given, *kept)

    def parties_log(self) -> Path:
        """Return the folder in which the outside parties keep their own logs."""
        return private.folder(self.stack.data / "parties")

    @property
    def down(self) -> Path:
        """Return the file that lists the parties that are down; while it is there, they are."""
        return self.stack.data / "down"

    def summary(self, **query: Any) -> dict[str, Any]:
        """Ask the ledger for its sums."""
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        headers = {"authorization": f"Bearer {self.stack.token('operations')}"}
        found: dict[str, Any] = json.loads(call(f"{self.stack.url('ledger')}/summary?{asked}", headers=headers))
        return found
