"""When the pipe closes, what was registered goes, and nothing else does."""

import subprocess
from pathlib import Path

from cli.embedded.undertaker import Undertaker


def test_processes_folders_and_links_go(tmp_path: Path) -> None:
    folder, kept, link, foreign = tmp_path / "temporary", tmp_path / "kept", tmp_path / "link", tmp_path / "foreign"
    (folder / "deep").mkdir(parents=True)
    kept.mkdir()
    link.symlink_to(folder)
    foreign.symlink_to(kept)
    with (
        subprocess.Popen(["/bin/sh", "-c", "sleep 60 & wait"]) as shell,
        subprocess.Popen(["/bin/sleep", "60"]) as other,
    ):
        undertaker = Undertaker()
        undertaker.process(shell.pid)
        undertaker.folder(folder)
        undertaker.link(link, folder)
        undertaker.link(foreign, folder)
        assert undertaker.call()
        shell.wait(5)  # its child may be ended first, and then it ends by itself
        assert other.poll() is None
        other.kill()
    assert not folder.exists()
    assert not link.is_symlink()
    assert kept.exists()
    assert foreign.is_symlink()


def test_a_process_that_ended_long_ago_is_nobody_elses(tmp_path: Path) -> None:
    with subprocess.Popen(["/bin/true"]) as ended:
        ended.wait()
    undertaker = Undertaker()
    undertaker.process(ended.pid)
    undertaker.folder(tmp_path / "never made")
    assert undertaker.call()
