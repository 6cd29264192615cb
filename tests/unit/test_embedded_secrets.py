"""Secrets are made once, for those who need them, and nobody else can read them."""

import base64
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.embedded import secrets
from contracts.deployment import SERVICES
from shared.core.platforms import PLATFORMS
from shared.shell import keys

_ENDPOINTS = {"seller": ["shop-a/seller/one"], "payment": ["shop-a/payment/one"]}


def _make(data: Path, *, shops: tuple[str, ...] = ("shop-a",)) -> secrets.Secrets:
    return secrets.make(data, shops=shops, endpoint_names=_ENDPOINTS)


def test_each_service_gets_its_own_key_files_and_no_other(tmp_path: Path) -> None:
    made = _make(tmp_path)
    for row in SERVICES:
        assert {path.name for path in made.keys(row.name).iterdir()} == set(row.keys)
    assert set(made.table("seller", "endpoints")) == {"shop-a/seller/one"}
    assert made.table("cross_border", "endpoints") == {}


def test_services_read_them_as_they_are_written(tmp_path: Path) -> None:
    made = _make(tmp_path)
    signing = keys.signing_key(made.keys("policy"), "policy_signing")
    assert list(keys.public_keys(made.keys("seller"), "policy_public").values()) == [signing.public_key()]
    assert set(keys.officers(made.keys("gateway"))) == set(secrets.OFFICERS)
    assert set(keys.table(made.keys("ledger"), "readers")) == {"operations", "auditor", "privacy"}
    assert set(keys.tables(made.keys("intake"), "shops")["shop-a"]) == {"token", *PLATFORMS}
    assert len(bytes.fromhex(keys.table(made.keys("intake"), "references")["shop-a"])) == 32
    secret = keys.table(made.keys("seller"), "endpoints")["shop-a/seller/one"]
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    log = keys.signing_key(made.keys("ledger"), "log_signing")
    assert isinstance(log, Ed25519PrivateKey)
    assert secrets.public_key(tmp_path, "log") == log.public_key().public_bytes_raw().hex()


def test_what_exists_stays_and_what_is_new_is_added(tmp_path: Path) -> None:
    first, second = _make(tmp_path), _make(tmp_path, shops=("shop-b",))
    assert second.scram == first.scram
    assert second.shop("shop-a", "token") != second.shop("shop-b", "token")
    before = {path: path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    _make(tmp_path)
    assert {path: path.read_text() for path in before} == before


def test_nobody_else_can_read_them(tmp_path: Path) -> None:
    _make(tmp_path)
    for path in tmp_path.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0


def test_passwords_are_not_shown(tmp_path: Path) -> None:
    made = _make(tmp_path)
    assert made.scram["seller"] not in repr(made)
