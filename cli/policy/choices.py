"""What the options of `sekisho policy` may be. Light: `--help` imports it."""

from enum import StrEnum
from pathlib import Path
from typing import Final

OURS: Final = Path(__file__).resolve().parents[2] / "policies"
"""The folder that is shipped."""
STORIES: Final = Path(__file__).resolve().parents[2] / "tests" / "scenarios"
"""The scenarios that the project holds its packs by."""


class What(StrEnum):
    """Which document a shop publishes."""

    WHO = "who"
    ARTICLE_30 = "article-30"
    JOINT_USE = "joint-use"


class Form(StrEnum):
    """How it is written; `json` is the table in codes."""

    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"
