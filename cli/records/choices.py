"""What the options of `sekisho records` may be. Light: `--help` imports it."""

from enum import StrEnum


class Form(StrEnum):
    """How the records are written."""

    PDF = "pdf"
    CSV = "csv"
    JSON = "json"
