"""The page as one self-contained HTML file: no script, nothing from outside; for phone, paper, light and dark."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from html import escape
from typing import Any, Final, NamedTuple

from cli.page.labels import Words
from cli.page.style import STYLE
from cli.page.told import Moment, Received, Tale, by_reason

_JAPAN: Final = timezone(timedelta(hours=9))
Shops = Mapping[str, Mapping[str, Mapping[str, Any]]]


class Page(NamedTuple):
    """What the page is made of: the stories, the sums of the ledger by shop and recipient, and the verdict."""

    tales: tuple[Tale, ...]
    shops: Shops
    verified: bool


def html(page: Page, language: str) -> str:
    """Return the whole file; `language` is `ja` or `en`."""
    words = Words(language)
    verdict, mark = ("ok", "good") if page.verified else ("bad", "no")
    links = "".join(f'<li><a href="#{tale.story}">{escape(words.story(tale.story))}</a></li>' for tale in page.tales)
    body = "".join(_tale(tale, words) for tale in page.tales)
    title = escape(words("title"))
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>Sekisho — {title}</title><style>{STYLE}</style></head>'
        f"<body><header><h1>{title}</h1><p>{escape(words('lead'))}</p>"
        f'<p class="verdict {mark}">{escape(words(verdict))}</p></header>'
        f'<nav aria-label="{escape(words("contents"))}"><ul>{links}<li><a href="#all">{escape(words("all"))}</a></li>'
        f"</ul></nav><main>{body}{_all(page.shops, words)}</main></body></html>\n"
    )


def _tale(tale: Tale, words: Words) -> str:
    orders = {moment.order for moment in tale.moments} - {0}
    moments = "".join(f"<li>{_moment(moment, words, several=len(orders) > 1)}</li>" for moment in tale.moments)
    return (
        f'<article id="{tale.story}" aria-labelledby="t-{tale.story}"><h2 id="t-{tale.story}">'
        f"{escape(words.story(tale.story))} <small>{escape(tale.shop)}</small></h2><ol>{moments}</ol></article>"
    )


def _moment(moment: Moment, words: Words, *, several: bool) -> str:
    about = f" <span>{escape(', '.join(moment.about))}</span>" if moment.about else ""
    number = f" <span>{escape(words.number(moment.order))}</span>" if several and moment.order else ""
    what = f"{escape(words.event(moment.what))}{number}{about} <code>{escape(moment.what)}</code>"
    return f"<h3>{what}{_time(moment.at)}</h3>" + _received(moment.received, words) + _refused(moment, words)


def _time(at: int) -> str:
    """Return the time of day in Japan."""
    moment = datetime.fromtimestamp(at / 1000, _JAPAN)
    return f' <time datetime="{moment.isoformat(timespec="milliseconds")}">{moment:%H:%M:%S}</time>'


def _received(received: Iterable[Received], words: Words) -> str:
    names = ("recipient", "fields", "purpose", "ground", "handover")
    heads = "".join(f'<th scope="col">{escape(words(name))}</th>' for name in names)
    rows = "".join(_row(each, words) for each in received)
    if not rows:
        return ""
    caption = f"<caption>{escape(words('got'))}</caption>"
    return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _row(each: Received, words: Words) -> str:
    fields = escape(words.fields(each.fields))
    if each.left_out:
        fields += _left_out(each, words)
    ending = escape(words.handover(each.outcome, each.attempt, each.why))
    if each.waited:
        waited = f"{words('waited')}: {words.reason(each.waited)}; {words('of')}: {words.event(each.type)}"
        ending += f"<small>{escape(waited)}</small>"
    mark = "good" if each.outcome == "given" else "no"
    ground = f"{escape(words.basis(each.basis))}<small>{escape(each.clause)}</small>"
    cells = (
        ("fields", "", fields),
        ("purpose", "", escape(words.purpose(each.purpose))),
        ("ground", "", ground),
        ("handover", f' class="{mark}"', ending),
    )
    rest = "".join(f'<td data-label="{escape(words(name))}"{more}><div>{text}</div></td>' for name, more, text in cells)
    return f'<tr><th scope="row">{_name(each.party)}</th>{rest}</tr>'


def _name(path: str) -> str:
    """Return a name of several parts, which may break after a stroke."""
    return escape(path).replace("/", "/<wbr>")


def _left_out(each: Received, words: Words) -> str:
    """Return the fields of the event that this recipient did not get, by reason, folded away."""
    reasons: dict[str, list[str]] = {}
    for name, why in each.left_out:
        reasons.setdefault(why, []).append(words.field(name))
    rows = "".join(
        f"<small><b>{escape(words.reason(why))}</b>: {escape(words.join(names))}</small>"
        for why, names in reasons.items()
    )
    return f"<details><summary>{escape(words('left_out'))}: {len(each.left_out)}</summary>{rows}</details>"


def _refused(moment: Moment, words: Words) -> str:
    rows = ""
    for reason, waits, names in by_reason(moment.refused):
        who = ", ".join(words("whole") if name == "*" else name for name in names)
        state = words("waits" if waits else "for good")
        mark = "wait" if waits else "no"
        why = f"{escape(words.reason(reason))} <code>{escape(reason)}</code>"
        rows += f'<li><span class="{mark}">{escape(state)}</span> <b>{escape(who)}</b> — {why}</li>'
    return f"<p>{escape(words('not'))}</p><ul>{rows}</ul>" if rows else ""


def _all(shops: Shops, words: Words) -> str:
    names = ("disclosed", "withheld", "waiting")
    heads = "".join(f'<th scope="col">{escape(words(name))}</th>' for name in ("recipient", *names, "fields"))
    rows = ""
    for shop, recipients in shops.items():
        for recipient, row in recipients.items():
            counts = "".join(
                f'<td class="count" data-label="{escape(words(name))}"><div>{row[name]}</div></td>' for name in names
            )
            fields = escape(words.fields(tuple(row["fields"]))) or "—"
            label = escape(words("fields"))
            rows += (
                f'<tr><th scope="row">{_name(f"{shop}/{recipient}")}</th>{counts}'
                f'<td data-label="{label}"><div>{fields}</div></td></tr>'
            )
    title = escape(words("all"))
    return (
        f'<article id="all" aria-labelledby="t-all"><h2 id="t-all">{title}</h2><table class="sums"><caption>{title}'
        f"</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></article>"
    )
