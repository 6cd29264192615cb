"""`sekisho policy` in Japanese: what it tells an officer, and what stays as it is for programs."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import msgspec
import pytest

from cli.policy.help import VERBS
from contracts.officers import Private
from tests.unit.asgi import Answer
from tests.unit.policy import PACK, REGISTER, SHOP, Service, raised
from tests.unit.test_command_line import called
from tests.unit.test_policy_command import CONTRACT


@pytest.fixture(autouse=True)
def japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEKISHO_LANG", "ja")


def files(folder: Path) -> None:
    """Write a pack with two mistakes, one in order, and a register of it whose contract is missing."""
    broken = PACK.replace("customer.email", "customer.emial", 1).replace("basis: deemed_consent", "basis: demed", 1)
    (folder / "a.yaml").write_text(broken, encoding="utf-8")
    (folder / "b.yaml").write_text(PACK, encoding="utf-8")
    (folder / "registers").mkdir()
    (folder / "registers" / "b.yaml").write_text(CONTRACT.sub("", REGISTER, count=1), encoding="utf-8")
    (folder / "c.yaml").write_bytes(b"shop: \xff")
    (folder / "aoi.json").write_bytes(msgspec.json.encode(Private("aoi", "0a" * 32)))


def test_lint_tells_mistakes_remarks_and_the_count_in_japanese(tmp_path: Path) -> None:
    files(tmp_path)
    done = called("policy", "lint", "a.yaml", "c.yaml", "registers", cwd=tmp_path)
    lines = [line.split(": ", 1) for line in done.stdout.splitlines()]
    told = {tuple(line[1:]) for line in lines}
    mail = "`customer.emial` は項目の一覧にありません。`customer.email` の誤りではありませんか。"
    assert (f"`recipients.seller.fields.1`: {mail}",) in told
    assert ("`-`: UTF-8 のテキストとして読めません。UTF-8 で保存し直してください。",) in told
    (contract,) = [each[0] for each in told if each and "契約" in each[0]]
    assert contract.startswith("要対応: `parties.")
    assert contract.endswith("`: 契約の登録がありません。登録するか、なくてよい理由を `accepted` に書いてください。")
    assert lines[-1] == [f"ファイル3件、指摘{len(lines) - 1}件"]


def test_programs_get_the_same_whatever_the_reader_speaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files(tmp_path)
    args = ("policy", "lint", "a.yaml", "registers", "--json")
    japanese = called(*args, cwd=tmp_path).stdout
    monkeypatch.setenv("SEKISHO_LANG", "en")
    assert called(*args, cwd=tmp_path).stdout == japanese
    (contract,) = [each for each in json.loads(japanese)["findings"] if each["code"] == "contract_missing"]
    assert (contract["severity"], contract["problem"]) == ("finding", "there is no contract on file")
    assert contract["problem_ja"] == "契約の登録がありません"


WAYS_OUT = {
    "no such shop": (["notice", "--shop", "meadow"], "店 `meadow` のポリシーパックが"),
    "no such shop to break": (["mutate", "--shop", "meadow"], "店 `meadow` のポリシーパックが"),
    "no published table": (
        ["drift", "--shop", "netoff", "--no-live", "--notice", "b.yaml"],
        "公表した表ではありません",
    ),
    "a text that is none": (["drift", "--shop", "netoff", "--no-live", "--text", "c.yaml"], "UTF-8 のテキストとして"),
    "a pack beside a register": (["diff", "b.yaml", "registers/b.yaml"], "ポリシーパックと登録簿は比べられません"),
    "a file that is none": (["diff", "b.yaml", "c.yaml"], "UTF-8 のテキストとして"),
    "a proposal that is none": (
        ["propose", "--shop", "s", "--pack", "c.yaml", "--key", "aoi.json"],
        "UTF-8 のテキスト",
    ),
    "a mistake in a proposal": (["diff", "a.yaml", "b.yaml"], "`demed` は法的根拠の一覧にありません"),
    "no key": (["history", "--shop", "s"], "鍵がありません"),
    "a folder that is not there": (["keys", "seal", "--to", "none/seal"], "場所を確かめてください"),
}


@pytest.mark.parametrize("sentence", WAYS_OUT)
def test_every_way_out_is_told_in_japanese(sentence: str, tmp_path: Path) -> None:
    args, way_out = WAYS_OUT[sentence]
    files(tmp_path)
    done = called("policy", *args, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (65, ""), done.stderr
    assert way_out in done.stderr


@contextmanager
def answering(answer: Answer) -> Iterator[str]:
    """Answer every request on this machine with what a service has answered; yield the address."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            self.send_response(answer.status)
            self.end_headers()
            self.wfile.write(answer.body)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_args: object) -> None:
            """Write nothing."""

    with HTTPServer(("127.0.0.1", 0), Door) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def asked(answer: Answer, *args: str, cwd: Path) -> Any:
    with answering(answer) as url:
        return called("policy", *args, "--shop", SHOP, "--key", "aoi.json", "--url", url, cwd=cwd)


async def test_a_refusal_of_the_policy_service_is_told_in_japanese_with_its_findings(tmp_path: Path) -> None:
    files(tmp_path)
    answer = await Service().propose(pack=(tmp_path / "a.yaml").read_text(encoding="utf-8"), register=REGISTER)
    told = answer.json
    assert (told["detail"], told["detail_ja"]) == ("A document cannot be used.", "使えない文書があります。")
    assert told["findings"][0]["problem_ja"] == "`demed` は法的根拠の一覧にありません"
    done = asked(answer, "propose", "--pack", "a.yaml", cwd=tmp_path)
    first, *rest = done.stderr.splitlines()
    assert (done.returncode, len(rest)) == (65, len(told["findings"]))
    assert first == "source_invalid: 使えない文書があります。 `findings` の指摘を直してください。何も保存していません。"
    assert rest[0].startswith(f"pack:{told['findings'][0]['line']}: `recipients.")
    assert "`demed` は法的根拠の一覧にありません。" in rest[0]


async def test_a_mistake_of_the_request_itself_is_told_in_japanese(tmp_path: Path) -> None:
    files(tmp_path)
    answer = await Service().post(f"/shops/{SHOP}/proposals", {"packs": "x"})
    done = asked(answer, "propose", "--pack", "b.yaml", cwd=tmp_path)
    assert (done.returncode, answer.json["code"]) == (65, "request_invalid")
    assert "リクエストが書式に合いません" in done.stderr


async def test_proposals_and_their_states_are_told_in_japanese(tmp_path: Path) -> None:
    files(tmp_path)
    service = Service()
    await service.first()
    made = await service.propose(at=0, register=raised(REGISTER, 2).replace("mode: live", "mode: paused", 1))
    shown = asked(made, "show", made.json["id"], cwd=tmp_path).stdout.splitlines()
    assert shown[0] == f"{made.json['id']}  提案中"
    assert shown[1] == "登録簿 2  必要な承認 1  []"
    assert shown[2].startswith("狭まる  ")
    listed = asked(await service.get(f"/shops/{SHOP}/proposals"), "show", cwd=tmp_path).stdout
    assert "aoi  登録簿 2  提案中\n" in listed
    assert "aoi  ポリシーパック 1, 登録簿 1  公開済み\n" in listed
    told = asked(await service.get(f"/shops/{SHOP}/history"), "history", cwd=tmp_path).stdout
    assert [line.split()[0] for line in told.splitlines()] == ["ポリシーパック", "登録簿"]


def help_of(group: Any, name: str = "policy") -> Iterator[tuple[str, str]]:
    """Yield every text of the help of a group and its verbs, with where it stands."""
    yield name, group.help or ""
    for each in group.params:
        if each.name not in {"install_completion", "show_completion"}:
            yield f"{name} {each.name}", getattr(each, "help", None) or ""
    for word, verb in getattr(group, "commands", {}).items():
        yield from help_of(verb, f"{name} {word}")


_TELL = """
import json, sys, typer
from cli.policy.app import app
from tests.unit.test_policy_in_japanese import help_of
print(json.dumps(list(help_of(typer.main.get_command(app)))))
"""


def test_the_help_of_every_verb_and_option_is_in_the_language_of_the_reader() -> None:
    told = {}
    for language in ("ja", "en"):
        env = {**os.environ, "SEKISHO_LANG": language}
        done = subprocess.run([sys.executable, "-c", _TELL], env=env, capture_output=True, check=True, timeout=60)
        told[language] = {name: text for name, text in json.loads(done.stdout) if not name.endswith(" help")}
    assert len(told["ja"]) > 50
    assert told["ja"].keys() == told["en"].keys()
    assert [name for name, text in told["ja"].items() if text.isascii()] == []
    assert [name for name, text in told["en"].items() if not text.isascii()] == []
    verbs = {name.removeprefix("policy ") for name in told["ja"] if name.removeprefix("policy ") in VERBS}
    assert verbs == VERBS.keys()
