"""`sekisho policy lint`: read packs and registers, and tell every finding. Needs nothing but the files and the day."""

import json
import sys
import time
from pathlib import Path
from typing import Final

from cli.policy import documents
from cli.running import REFUSED
from cli.words import language, say
from shared.core.moment import day
from shared.core.policy.places import Finding, Severity, SourceError, of_file

_TO_MEND: Final[tuple[Severity, ...]] = ("error", "finding")


def run(paths: list[Path], *, as_json: bool) -> int:  # noqa: D103 - documented where the command is declared
    files = documents.files(paths)
    found = list(dict.fromkeys(each for file in files for each in findings(file)))
    if as_json:
        rows = [each._asdict() for each in found]
        sys.stdout.write(json.dumps({"files": len(files), "findings": rows}, ensure_ascii=False) + "\n")
    else:
        for each in found:
            sys.stdout.write(f"{each.told(language())}\n")
        sys.stdout.write(f"{say('linted').format(len(files), len(found))}\n")
    return REFUSED if any(each.severity in _TO_MEND for each in found) else 0


def findings(file: Path) -> list[Finding]:
    """Return what is to be mended in one file, and what an officer should know of it today."""
    try:
        return documents.remarks(file, today=day(int(time.time() * 1000)))
    except SourceError as error:
        return error.findings
    except OSError:
        return [of_file(str(file), "not_text")]
