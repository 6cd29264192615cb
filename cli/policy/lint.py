"""`sekisho policy lint`: read packs and registers, and tell every finding. Needs nothing but the files and the day."""

import json
import sys
import time
from pathlib import Path
from typing import Final

from cli.policy import documents
from cli.running import REFUSED
from cli.words import say
from shared.core.moment import day
from shared.core.policy.places import Finding, Severity, SourceError

_TO_MEND: Final[tuple[Severity, ...]] = ("error", "finding")


def run(paths: list[Path], *, as_json: bool) -> int:  # noqa: D103 - documented where the command is declared
    files = documents.files(paths)
    found = list(dict.fromkeys(each for file in files for each in findings(file)))
    if as_json:
        rows = [each._asdict() for each in found]
        sys.stdout.write(json.dumps({"files": len(files), "findings": rows}, ensure_ascii=False) + "\n")
    else:
        for each in found:
            sys.stdout.write(f"{each}\n")
        sys.stdout.write(f"{len(files)} {say('files')}, {len(found)} {say('findings')}\n")
    return REFUSED if any(each.severity in _TO_MEND for each in found) else 0


def findings(file: Path) -> list[Finding]:
    """Return what is to be mended in one file, and what an officer should know of it today."""
    try:
        return documents.remarks(file, today=day(int(time.time() * 1000)))
    except SourceError as error:
        return error.findings
    except (OSError, UnicodeDecodeError):
        return [Finding(str(file), 1, "-", "the file cannot be read as UTF-8 text", "save it as UTF-8")]
