"""`sekisho policy notice`: the documents that a shop publishes of its pack."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from cli.ending import ending
from cli.policy.choices import Form, What
from cli.policy.pair import shop_of
from cli.words import language
from contracts.packs import Pack, Register
from shared.core.notice import document as d
from shared.core.notice.drift import published
from shared.core.notice.published import article_30, joint_use, who_receives

_MAKERS: Final[dict[What, Callable[[Pack, Register, str], d.Document]]] = {
    What.WHO: who_receives,
    What.ARTICLE_30: article_30,
    What.JOINT_USE: joint_use,
}


@ending()
def run(*, shop: str, what: What, form: Form, lang: str | None, folder: Path) -> None:
    """Print one document of a shop's pack and register."""
    pack, register = shop_of(folder, shop)
    if form is Form.JSON:
        table = published(pack, register)
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(table), indent=2).decode() + "\n")
        return
    made = _MAKERS[what](pack, register, lang or language())
    sys.stdout.write(d.html(made) if form is Form.HTML else d.markdown(made))
