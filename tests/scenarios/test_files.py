"""Every scenario of these folders, in a world in memory: each step is what its file expects, or of a later part."""

from pathlib import Path
from typing import Final

import pytest

from cli.scenario import read, shelf
from shared.core.scenario.run import run

FILES: Final = sorted(Path(__file__).parent.glob("*/*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=[f"{file.parent.name}-{file.stem}" for file in FILES])
def test_each_step_is_what_the_scenario_expects(file: Path) -> None:
    report = run(read(file, shelf()))
    wrong = [f"{file.name}:{s.line}: {s.title}: {s.verdict}: {s.differences}" for s in report.steps]
    assert report.holds, "\n".join(w for w, s in zip(wrong, report.steps, strict=True) if s.verdict != "holds")
