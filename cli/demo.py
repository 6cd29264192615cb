"""`sekisho demo` and `sekisho up`: the whole system on this machine, with or without the samples of five shops."""

import json
import os
import signal
import time
from pathlib import Path
from threading import Thread
from typing import Any

import msgspec
from rich.live import Live

from cli import board, telling
from cli.embedded import private
from cli.embedded.jars import JarError
from cli.embedded.stack import EmbeddedStack, StackError
from cli.embedded.zipkin import Zipkin
from cli.house import House
from cli.page.html import Page
from cli.running import UNAVAILABLE, call
from cli.sending import DOWN, Sending
from cli.words import say

_REFRESH_S = 0.5
_SETTLE_S = 300


class _Clock:
    """Seconds by stage; `total` counts from the shell's start."""

    def __init__(self) -> None:
        self._start = float(os.environ.get("SEKISHO_STARTED") or time.time())
        self._last = self._start
        self.seconds: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = time.time()
        self.seconds[stage] = round(now - self._last, 1)
        self.seconds["total"] = round(now - self._start, 1)
        self._last = now


def up(*, data: Path | None, refused: str) -> int:
    """Run without samples until Ctrl-C; exit 1 if something crashed."""
    _listen()
    house = House(data, quiet=False, refused=refused)
    with house.stack:
        house.open(parties=False)
        house.console.print(say("running"))
        return _stay(house)


def _listen() -> None:
    """Let Ctrl-C and a polite kill end everything in order, also where a shell in the background has them ignored."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)


def _stay(house: House) -> int:
    try:
        crashed = house.stack.watch()
    except KeyboardInterrupt:
        return 0
    house.console.print(f"{crashed} {say('crashed')}")
    return 1


def run(
    *, once: bool, orders: int, data: Path | None, as_json: bool, page: Path | None = None, traces: bool = False
) -> int:
    """Run the sample; exit 0 only on the auditor's clean verdict.

    `page` is the HTML file to write; with `traces` there is a Zipkin, and the address of one order's trace is printed.
    """
    _listen()
    clock, zipkin = _Clock(), Zipkin() if traces else None
    house = House(data, quiet=as_json, otel=zipkin.variables if zipkin else None)
    try:
        if zipkin:
            zipkin.fetch(house.console.print)
        with house.stack:
            _open(house, zipkin)
            clock.lap("start")
            report, made = _show_orders(house, orders, clock, live=not as_json)
            code = 0 if report["verified"] and report.pop("reached") else 1
            report |= {"peak_pss_mb": round(house.stack.peak_pss_mb()), "seconds": clock.seconds}
            if page is not None:
                telling.write(made, page)
            if zipkin:
                house.console.print(f"{say('trace')} {_trace(house, zipkin)}", soft_wrap=True)
            if not once:
                board.report(report, made, as_json=as_json)
                house.console.print(say("running"))
                return _stay(house) or code
        clock.lap("stop")
    except JarError as error:
        house.console.print(f"{say('no_zipkin')} {error}")
        return UNAVAILABLE
    except StackError as error:
        house.console.print(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    board.report(report, made, as_json=as_json)
    return code


def _open(house: House, zipkin: Zipkin | None) -> None:
    if zipkin:
        zipkin.start(house.stack.outsiders, house.stack.data)
    house.open(parties=True, down=DOWN)
    if zipkin and not zipkin.wait():
        raise StackError("Zipkin does not answer in time; see its log in the folder `outsiders`")


def _trace(house: House, zipkin: Zipkin) -> str:
    """Return where the trace of an order can be seen: the first that went to more than one recipient."""
    headers = {"authorization": f"Bearer {house.stack.token('operations')}"}
    url = f"{house.stack.url('ledger')}/shops/{DOWN.split('/', 1)[0]}/entries?kind=disclosed&limit=100"
    traces = [row["leaf"]["entry"]["trace"] for row in json.loads(call(url, headers=headers))["entries"]]
    return zipkin.trace(next(each for each in traces if traces.count(each) > 1))


def _show_orders(house: House, orders: int, clock: _Clock, *, live: bool) -> tuple[dict[str, Any], Page]:
    sending = Sending(house.stack, orders=orders, down=house.down)
    sender = Thread(target=sending.run, daemon=True)
    sender.start()
    with Live(console=house.console, auto_refresh=False, transient=True) as shown:
        while sender.is_alive():
            sender.join(_REFRESH_S)
            if live:
                title = f"{say('sending')} {sending.done}/{orders}"
                shown.update(board.live(house.summary()["shops"], title, list(sending.told)), refresh=True)
    clock.lap("send")
    if not sending.finished:
        raise StackError("the sample could not be sent; see the intake's log")
    found = _settle(house, sending)
    clock.lap("settle")
    house.console.print(say("auditing"))
    verdict = audit(house.stack, list(house.shops), parties=house.parties_log(), receipts=sending.receipts)
    clock.lap("audit")
    made = telling.page(house.stack, sending.told, shops=found["shops"], verified=verdict["ok"])
    report = {
        "shops": found["shops"],
        "records": found["records"],
        "receipts": found["receipts"],
        "verified": verdict["ok"],
        "reached": found["reached"],
        "verdict": verdict,
    }
    return report, made


def _settle(house: House, sent: Sending) -> dict[str, Any]:
    """Wait until the ledger has passed every position that the shop was told, and nothing is open."""
    house.console.print(say("waiting_for"))
    through = ",".join(f"{partition}:{position}" for partition, position in sent.through.items())
    until = time.monotonic() + _SETTLE_S
    found = house.summary()
    while time.monotonic() < until and house.stack.crashed() is None:
        found = house.summary(through=through, closed="true", wait=20)
        if found["reached"]:
            break
    return found


def audit(stack: EmbeddedStack, shops: list[str], *, parties: Path, receipts: Path) -> dict[str, Any]:
    """Let the auditor, a process of its own with rights of its own, judge what happened."""
    user, password = stack.credentials("auditor")
    access = {
        "bootstrap": stack.bootstrap,
        "user": user,
        "password": password,
        "ledger": stack.url("ledger"),
        "token": stack.token("auditor"),
        "database": stack.database("auditor"),
        "wrapping": str(stack.data / "services" / "auditor" / "keys" / "wrapping"),
        "shops": shops,
        "parties": str(parties),
        "receipts": str(receipts),
    }
    file = private.write(stack.data / "auditor.json", json.dumps(access))
    output = stack.outsiders.run("examples.auditor", str(file))
    found: dict[str, Any] = msgspec.json.decode(output)
    return found
