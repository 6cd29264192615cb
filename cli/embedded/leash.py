"""Become another program, which dies with the thread that started it.

Run as a script, by path; imports the standard library only.

    leash.py PARENT_PID USER:GROUP|- PROGRAM ARGUMENT...
"""

import ctypes
import os
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NAME: Final = 15


def die_with_parent(parent: int | None = None) -> None:
    """Ask the kernel to kill this process when its parent dies (Linux; elsewhere nothing is asked).

    `parent` is the process that must still be there afterwards: if it is gone already, so is this one.
    """
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def name(title: str) -> None:
    """Show a short name in process lists (Linux)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_NAME, title.encode()[:15], 0, 0, 0)


def main(arguments: list[str]) -> None:
    """Give up root if told so, ask to die with the parent, and become the program."""
    parent, user, *command = arguments
    if user != "-":
        uid, gid = (int(part) for part in user.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    # After the change of user: the kernel forgets the request when credentials change.
    die_with_parent(int(parent))
    os.execv(command[0], command)  # noqa: S606 - the caller names the program by its full path


if __name__ == "__main__":
    main(sys.argv[1:])
