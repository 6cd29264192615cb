"""The secrets of one embedded deployment: made once, each in a file that only its owner may read.

Existing secrets stay as they are. Does not hand them out: each service is told the folder of its own keys only.
"""

import base64
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.embedded import private, wrapping
from cli.policy import new_key
from contracts.deployment import PRINCIPALS, Service
from shared.core.platforms import PLATFORMS

INTERNAL: Final = ("admin", "controller", "broker", "postgres", "migrator", "pruner")
READERS: Final = ("operations", "auditor", "privacy")
LEDGER: Final[dict[str, tuple[str, ...]]] = {"readers": READERS, "keepers": ("keeper",), "witnesses": ()}
"""Whose tokens the ledger takes; there are no witnesses until somebody enters their keys."""
OFFICERS: Final = ("aoi", "minato")
"""The sample's officers, each with every role. In earnest, private keys are where their officers are."""


class Secrets(NamedTuple):
    """Where the secrets of a deployment are, and its passwords. Never shown."""

    folder: Path
    scram: Mapping[str, str]
    database: Mapping[str, str]
    internal: Mapping[str, str]

    def __repr__(self) -> str:
        """Name the folder only."""
        return f"Secrets({str(self.folder)!r})"

    def keys(self, service: str) -> Path:
        """Name the folder of the key files of one service."""
        return self.folder / "services" / service / "keys"

    def table(self, service: str, name: str) -> dict[str, str]:
        """Read a key file that holds secrets by name."""
        return {str(k): str(v) for k, v in json.loads((self.keys(service) / name).read_text()).items()}

    def shop(self, shop: str, kind: str) -> str:
        """Return one secret of a shop: its bearer `token`, or the webhook secret of a platform."""
        return str(json.loads((self.keys("intake") / "shops").read_text())[shop][kind])


def make(data: Path, *, shops: Sequence[str], endpoint_names: Mapping[str, Sequence[str]]) -> Secrets:
    """Make every secret that is not there yet, and return where they are.

    `endpoint_names` names for each partner service its outside endpoints; a service gets no other's secrets (P9).
    """
    folder = private.folder(data / "secrets")
    private.folder(data / "services")
    databases = [row.name for row in PRINCIPALS if row.database]
    made = Secrets(
        folder=data,
        scram=_table(folder / "scram", [row.name for row in PRINCIPALS], _password),
        database=_table(folder / "database", databases, _password),
        internal=_table(folder / "internal", INTERNAL, _password),
    )
    public = _public_keys(data)
    _officers(data, public)
    known = wrapping.renew(folder / "wrapping")
    for row in PRINCIPALS:
        private.folder(data / "services" / row.name)
        _service_keys(row, private.folder(made.keys(row.name)), public, shops, endpoint_names.get(row.name, ()))
        if "wrapping" in row.keys:
            wrapping.share(row, made.keys(row.name), known)
    return made


def public_key(data: Path, name: str) -> str:
    """Return a public key in hex: that of the `policy` service (of today), or of the `log`."""
    return (data / "public" / name).read_text().split()[0]


def officer_key(data: Path, name: str) -> Path:
    """Name the file with the private key of a sample officer."""
    return data / "officers" / name


def _officers(data: Path, public: Path) -> None:
    """Make the sample officers that are not there yet; others in the file stay."""
    private.folder(data / "officers")
    file = public / "officers"
    known: dict[str, object] = json.loads(file.read_text()) if file.exists() else {}
    for name in OFFICERS:
        if name not in known:
            own, officer = new_key.pair(name)
            private.write(officer_key(data, name), msgspec.json.encode(own).decode())
            known[name] = msgspec.to_builtins(officer)
    private.write(file, json.dumps(known, indent=1))


def _public_keys(data: Path) -> Path:
    folder = private.folder(data / "public")
    for service, name in (("policy", "policy"), ("ledger", "log")):
        seed = private.folder(data / "services" / service / "keys") / f"{name}_signing"
        if not seed.exists():
            private.write(seed, secrets.token_hex(32))
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed.read_text().strip()))
        public = key.public_key().public_bytes_raw().hex()
        kept = (folder / name).read_text().split() if name == "policy" and (folder / name).exists() else []
        # An older key stays until somebody removes it: what it sealed may still lie on the topic.
        private.write(folder / name, "\n".join([public, *(each for each in kept if each != public)]))
    return folder


def _service_keys(row: Service, keys: Path, public: Path, shops: Sequence[str], endpoints: Sequence[str]) -> None:
    for name in row.keys:
        match name:
            case "policy_public":
                private.write(keys / name, (public / "policy").read_text())
            case "officers":
                private.write(keys / name, (public / "officers").read_text())
            case "policy_signing" | "log_signing" | "wrapping":
                pass  # made with the public keys, or shared beside
            case "readers" | "keepers" | "witnesses":
                _table(keys / name, LEDGER[name], _password)
            case "references":
                _table(keys / name, shops, lambda: secrets.token_hex(32))
            case "shops":
                _shops(keys / name, shops)
            case "endpoints":
                _table(keys / name, endpoints, _webhook_secret, exact=True)
            case _:
                message = f"the deployment table asks for key file `{name}` of `{row.name}`, which nobody makes"
                raise LookupError(message)


def _shops(path: Path, shops: Sequence[str]) -> None:
    kept: dict[str, dict[str, str]] = json.loads(path.read_text()) if path.exists() else {}
    for shop in shops:
        for kind in ("token", *PLATFORMS):
            kept.setdefault(shop, {}).setdefault(kind, _password())
    private.write(path, json.dumps(kept, indent=1))


def _table(path: Path, names: Sequence[str], make_one: Callable[[], str], *, exact: bool = False) -> dict[str, str]:
    """Complete a table of secrets; `exact` drops those whose names are not asked for."""
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    wanted = {name: kept.get(name) or make_one() for name in names}
    full = wanted if exact else {**kept, **wanted}
    if full != kept or not path.exists():
        private.write(path, json.dumps(full, indent=1))
    return full


def _password() -> str:
    return secrets.token_urlsafe(24)


def _webhook_secret() -> str:
    """Make a secret in the form of Standard Webhooks."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
