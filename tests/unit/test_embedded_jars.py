"""Jars are what the lock file says, or they are not there."""

import hashlib
from pathlib import Path

import pytest

from cli.embedded import jars

_PATH = "org/example/thing/1/thing-1.jar"


def _repository(folder: Path, content: bytes) -> str:
    (folder / _PATH).parent.mkdir(parents=True)
    (folder / _PATH).write_bytes(content)
    return folder.as_uri()


def test_a_jar_is_fetched_once_and_its_progress_is_said(tmp_path: Path) -> None:
    source, said = _repository(tmp_path / "maven", b"jar"), list[str]()
    wanted = (jars.Jar(hashlib.sha256(b"jar").hexdigest(), _PATH),)
    for _ in range(2):
        found = jars.ensure(said.append, folder=tmp_path / "kept", jars=wanted, source=source)
        assert [path.read_bytes() for path in found] == [b"jar"]
    assert len(said) == 2
    assert said[-1] == "fetched 1 of 1 jars"


def test_a_wrong_checksum_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    source = _repository(tmp_path / "maven", b"forged")
    wanted = (jars.Jar(hashlib.sha256(b"jar").hexdigest(), _PATH),)
    with pytest.raises(jars.JarError, match="it was not kept"):
        jars.ensure(lambda _: None, folder=tmp_path / "kept", jars=wanted, source=source)
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_jar_that_was_spoilt_in_the_cache_is_fetched_again(tmp_path: Path) -> None:
    source = _repository(tmp_path / "maven", b"jar")
    wanted = (jars.Jar(hashlib.sha256(b"jar").hexdigest(), _PATH),)
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "thing-1.jar").write_bytes(b"spoilt")
    (found,) = jars.ensure(lambda _: None, folder=tmp_path / "kept", jars=wanted, source=source)
    assert found.read_bytes() == b"jar"


def test_an_unreachable_repository_is_named(tmp_path: Path) -> None:
    wanted = (jars.Jar("0" * 64, _PATH),)
    with pytest.raises(jars.JarError, match=r"thing-1\.jar` cannot be fetched"):
        jars.ensure(lambda _: None, folder=tmp_path / "kept", jars=wanted, source=tmp_path.as_uri())


def test_the_lock_file_names_kafka_and_each_jar_once() -> None:
    locked = jars.locked()
    names = [jar.name for jar in locked]
    assert f"kafka_2.13-{jars.VERSION}.jar" in names
    assert len(set(names)) == len(names)
    assert all(len(bytes.fromhex(jar.sha256)) == 32 for jar in locked)
