"""The verbs of `sekisho policy` that speak to the policy service: ask, print, and end with an exit code."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from cli.ending import ending
from cli.policy import officer, telling
from cli.policy.asking import asking
from cli.policy.pair import written
from cli.running import AnswerError
from cli.words import say
from shared.core.policy.diff import Change


@ending()
def propose(
    shop: str,
    *,
    pack: Path | None,
    register: Path | None,
    effective: str | None,
    key: Path | None,
    url: str | None,
    as_json: bool,
) -> None:
    """Propose documents and show what they would change."""
    texts = [written(file) if file else None for file in (pack, register)]
    found = officer.propose(asking(key, url), shop, pack=texts[0], register=texts[1], effective=effective)
    _proposal(found, as_json=as_json)


@ending()
def show(shop: str, identity: str | None, *, key: Path | None, url: str | None, as_json: bool) -> None:
    """Show a proposal, or list them."""
    who = asking(key, url)
    if identity is not None:
        _proposal(who.get(f"/shops/{shop}/proposals/{identity}"), as_json=as_json)
        return
    found = who.get(f"/shops/{shop}/proposals")
    if as_json:
        _json({"proposals": found})
    for each in () if as_json else found:
        versions = ", ".join(f"{say(what)} {version}" for what, version in each["versions"].items())
        sys.stdout.write(f"{each['id']}  {_time(each['at'])}  {each['officer']}  {versions}  {_state(each)}\n")


@ending()
def approve(shop: str, identity: str, *, key: Path | None, url: str | None, yes: bool, as_json: bool) -> None:
    """Check a proposal, ask, and sign it."""
    who = asking(key, url)
    checked = officer.check(who, shop, who.get(f"/shops/{shop}/proposals/{identity}"))
    if not as_json:
        telling.write([change for each in checked for change in each.changes])
    if not yes and not typer.confirm(say("sign_it"), err=True):
        raise AnswerError(say("not_signed"))
    _proposal(officer.approve(who, shop, identity, checked), as_json=as_json)


@ending()
def publish(shop: str, identity: str, *, key: Path | None, url: str | None, as_json: bool) -> None:
    """Publish a proposal and show from where on it is in force."""
    found = officer.publish(asking(key, url), shop, identity)
    if as_json:
        _json(found)
    elif found["state"] == "published":
        places = ", ".join(f"{partition}:{position}" for partition, position in enumerate(found["positions"]))
        sys.stdout.write(f"{say('in_force')} {places}\n")
    else:
        sys.stdout.write(f"{say('in_force_later')} {_time(found['effective'])}\n")


@ending()
def withdraw(shop: str, identity: str, *, key: Path | None, url: str | None, as_json: bool) -> None:
    """End a proposal."""
    _proposal(asking(key, url).post(f"/shops/{shop}/proposals/{identity}/withdrawal"), as_json=as_json)


@ending()
def history(shop: str, *, key: Path | None, url: str | None, as_json: bool) -> None:
    """List published versions; what is to be found fault with stands at the end of its line."""
    found = asking(key, url).get(f"/shops/{shop}/history")
    if as_json:
        _json({"versions": found})
    for each in () if as_json else found:
        approved = ", ".join(each["approved_by"])
        line = f"{say(each['what'])} {each['version']}  {_time(each['published'])}  {each['proposed_by']}  [{approved}]"
        sys.stdout.write("  ".join([line, *(f"! {say(finding)}" for finding in each["findings"])]) + "\n")


@ending()
def export(shop: str, *, to: Path, key: Path | None, url: str | None) -> None:
    """Write every published version, one file each."""
    to.mkdir(parents=True, exist_ok=True)
    for each in asking(key, url).get(f"/shops/{shop}/versions"):
        file = to / f"{shop}-{each['claim']['what']}-{each['claim']['version']}.json"
        file.write_text(json.dumps(each, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        sys.stdout.write(f"{file}\n")


def _proposal(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        _json(found)
        return
    sys.stdout.write(f"{found['id']}  {_state(found)}\n")
    for each in found["documents"]:
        names = ", ".join(one["officer"] for one in each["approvals"])
        back = f", {say('restores')} {each['restores']}" if each["restores"] else ""
        name = f"{say(each['claim']['what'])} {each['claim']['version']}"
        sys.stdout.write(f"{name}  {say('needs')} {each['needs']}{back}  [{names}]\n")
        telling.write([Change(**change) for change in each["changes"]])


def _state(proposal: dict[str, Any]) -> str:
    return say(f"state_{proposal['state']}")


def _json(found: object) -> None:
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")


def _time(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
