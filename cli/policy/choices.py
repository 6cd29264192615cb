"""The options that verbs of `sekisho policy` share, and what they may be. Light: `--help` imports it."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from cli.policy.help import option

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


Json = Annotated[bool, typer.Option("--json", help=option("json"))]
Shop = Annotated[str, typer.Option(help=option("shop"))]
Id = Annotated[str, typer.Argument(help=option("id"))]
Key = Annotated[
    Path | None,
    typer.Option("--key", envvar="SEKISHO_OFFICER_KEY", exists=True, help=option("key")),
]
Url = Annotated[str | None, typer.Option(help=option("url"))]
Packs = Annotated[Path | None, typer.Option("--pack", exists=True, dir_okay=False, help=option("pack"))]
Registers = Annotated[Path | None, typer.Option("--register", exists=True, dir_okay=False, help=option("register"))]
Effective = Annotated[str | None, typer.Option(help=option("effective"))]

Folder = Annotated[Path, typer.Option(exists=True, file_okay=False, help=option("policies"))]
