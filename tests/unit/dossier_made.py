"""A dossier that was made of the files of `dossier`, once for the tests of a module."""

from pathlib import Path

import pytest

from cli.audit import make
from tests.unit.dossier import asked, files


@pytest.fixture(scope="module")
def brought(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of what a dossier is made of."""
    return files(tmp_path_factory.mktemp("brought"))


@pytest.fixture(scope="module")
def made(brought: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a dossier."""
    out = tmp_path_factory.mktemp("made") / "audit"
    assert make.run(asked(brought, out), as_json=False) == 0
    return out
