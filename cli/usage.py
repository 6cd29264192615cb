"""What to type: the examples that `--help` shows for each verb, and what each of them is for. It runs nothing."""

from typing import Final

from cli.words import pick
from shared.core.said import Said

EXAMPLES: Final[dict[str, dict[str, str | Said]]] = {
    "demo": {
        "sekisho demo": "send the sample, show what became of it, and stay up until Ctrl-C",
        "sekisho demo --once": "the same, and end; exit 0 only if the auditor finds nothing",
        "sekisho demo --once --page told.html": "keep what happened to whom, and why, as a page for people",
        "SEKISHO_LANG=ja sekisho demo --once --orders 1000": "five times as many orders, told in Japanese",
        "sekisho demo --data ./data": "keep logs, ledger and the parties' own files to look into",
        "sekisho demo --traces": "with Zipkin beside it, and the address of one order's trace",
        "sekisho demo --once --json": "the sums and the verdict for a program",
    },
    "up": {
        "sekisho up": "for `send`, `who` and `verify` in another terminal",
        "sekisho up --data ./data": "and find everything again at the next start",
    },
    "preview": {
        "sekisho preview --shop backmarket order.json": "for a person of whom nothing is known",
        "sekisho preview --shop backmarket --given state.json order.json": "for one who has chosen, is of age, …",
        "sekisho preview --shop qoo10 --register new.yaml --at 2027-04-01T09:00:00+09:00 order.json": "under other "
        "facts, at another time",
        "sekisho preview --shop backmarket --platform woocommerce --topic order.updated --json order.json": "of a "
        "platform's payload, for a program",
    },
    "scenario": {
        "sekisho scenario story.yaml": "every step of a story, and whether it is as expected",
        "sekisho scenario --json story.yaml other.yaml": "of several, for a program",
        "sekisho scenario --live story.yaml": "and told to the system that runs here, or to one started for it",
    },
    "send": {
        "sekisho send --shop backmarket event.json": "a CloudEvent, with the shop's token",
        "sekisho send --shop backmarket --platform shopify order.json": "a webhook, signed as Shopify does",
        "sekisho send --shop backmarket --platform shopify --topic refunds/create refund.json": "of another topic",
    },
    "who": {
        "sekisho who --order 20002-1": "who got, gets or will never get what of an order of the demo",
        "sekisho who --shop qoo10 --person 60001 --reason request": "who received what about me",
        "sekisho who --shop qoo10 --person 60001 --reason request --kind access": "and who has looked at it here",
        "sekisho who --recipient jung_sas_france": "all that one recipient was given, and what not and why",
        "sekisho who --field customer.phone --purpose marketing --since 2026-04-01 --until 2026-04-30 --json": "one "
        "field, one purpose, one month, for a program",
    },
    "incident people": {
        "sekisho incident people --shop backmarket --recipient seller --known 2026-11-25T10:00:00+09:00": "all whose "
        "data lay there, and the deadlines",
        "sekisho incident people --shop backmarket --recipient seller --instance osaka-tech --since 2026-11-01 "
        "--until 2026-11-20 --improper --out people.csv": "at one party, between two times, as a file",
        "sekisho incident people --shop backmarket --recipient seller --customers ids.txt --json": "with the shop's "
        "own names, for a program",
    },
    "incident deadlines": {
        "sekisho incident deadlines --known 2026-12-01": "without a ledger, a network or a database",
        "sekisho incident deadlines --known 2026-12-01T18:00:00+01:00 --improper --json": "sixty days, from a moment "
        "in Paris, for a program",
    },
    "forget": {
        "sekisho forget --shop qoo10 --person 60001": "a person asked for it, and no record is asked for by law",
        "sekisho forget --shop qoo10 --person 60001 --json": "for a program",
    },
    "verify": {
        "sekisho verify": "every log of the stack that runs here, and the numbers that they share",
        "sekisho verify --shop backmarket --older kept.checkpoint": "that one continues a checkpoint kept from before",
        "sekisho verify --shop backmarket --older kept.checkpoint --witness w1.vkey --quorum 1": "which a witness has "
        "cosigned",
        'sekisho verify --export log.ndjson --key "$(cat log.vkey)"': "with nothing of ours but a file; the key from "
        "elsewhere",
        "sekisho verify --proof given.tlog-proof --key log.vkey": "one disclosure, without a network",
    },
    "prove": {
        "sekisho prove --shop backmarket --disclosure ID --out given.tlog-proof": "that it is in the log; the id is in "
        "`who --json`",
        "sekisho prove --shop backmarket --disclosure ID --outcome": "what became of it",
        "sekisho prove --shop backmarket --index 0": "of a leaf by its place",
    },
    "log export": {"sekisho log export --shop backmarket --out log.ndjson": "a file that `verify --export` judges"},
    "log checkpoint": {
        "sekisho log checkpoint --shop backmarket --out kept.checkpoint": "keep it where nobody who runs Sekisho can "
        "reach it",
    },
    "log key": {"sekisho log key --shop backmarket": "for verifiers and witnesses, who keep it as backmarket.vkey"},
    "log volumes": {"sekisho log volumes --shop backmarket": "how long, how much is signed, and why one is frozen"},
    "log continue": {
        "sekisho log continue --shop backmarket": "after docs/ledger-format.md was read; prints the new key"
    },
    "log prune": {
        "sekisho log prune --shop backmarket": "what the law lets go: see docs/law.md",
        "sekisho log prune --shop backmarket --json": "how many leaves, and the keys to how many people",
    },
    "witness new": {"sekisho witness new --folder ./w1 --name witness.example/w1": "prints the witness's key"},
    "witness trust": {"sekisho witness trust --folder ./w1 backmarket.vkey": "watch one more log"},
    "witness sign": {"sekisho witness sign --folder ./w1 request": "a request of C2SP tlog-witness, from a file"},
    "witness visit": {
        "sekisho witness visit --folder ./w1 --shop backmarket --out kept.checkpoint": "each day, say: fetch, cosign, "
        "bring back, keep",
    },
    "policy notice": {
        "sekisho policy notice --shop netoff": Said(
            "誰に何が渡るか、Markdown で",
            "who receives what, as Markdown",
        ),
        "sekisho policy notice --shop netoff --what joint-use --form html --lang ja": Said(
            "店のサイトに載せるために",
            "for the shop's site",
        ),
        "sekisho policy notice --shop netoff --form json": Said(
            "コードの表。公表したときに保存しておく",
            "the table in codes: keep it when the notice goes public",
        ),
    },
    "policy preview": {
        "sekisho policy preview --shop netoff --pack netoff.yaml --key aoi.json": Said(
            "下書きで何が変わるか",
            "what a draft would change",
        ),
    },
    "policy drift": {
        "sekisho policy drift --shop netoff": Said(
            "渡ったものをポリシーパックと比べる",
            "what has left, beside the pack",
        ),
        "sekisho policy drift --shop netoff --notice published.json": Said(
            "公表したものとも比べる",
            "and beside what the public was told",
        ),
        "sekisho policy drift --shop netoff --no-live --text then.txt --newer now.txt": Said(
            "文の変わった条項",
            "which clauses read otherwise",
        ),
    },
    "policy mutate": {
        "sekisho policy mutate --shop netoff": Said(
            "一つのポリシーパックの変異ごとに、気付く事例が見つかるまで",
            "each mutation of one pack, until the first scenario that notices it",
        ),
        "sekisho policy mutate --matrix": Said(
            "すべての変異をすべての事例で。一つに数分かかる",
            "every mutation of every pack against every scenario; some minutes a pack",
        ),
        "sekisho policy mutate --matrix --json": Said(
            "どの事例がどれに気付くか、プログラム向けに",
            "which scenario notices which, for a program",
        ),
        "sekisho policy mutate --policies policies --scenarios tests/scenarios/netoff": Said(
            "自分のポリシーパックと事例で",
            "your own packs and scenarios",
        ),
    },
    "records": {
        "sekisho records --shop backmarket --person 60001 --officer aoi.json --out records.pdf": "what the law lets a "
        "person ask for",
        "sekisho records --shop backmarket --person 60001 --versions published --all --format csv": "and what no law "
        "asks for, for a spreadsheet",
        "sekisho records --shop backmarket --from 2026-04-01 --to 2027-03-31 --export log.ndjson --key log.vkey "
        "--versions published --format json": "the book of a year, from files alone",
    },
    "audit": {
        "sekisho audit --shop backmarket --from 2026-04-01 --to 2027-03-31 --officer aoi.json --out audit-2026": Said(
            "動いている系から、一年分を日本語で", "a year of the stack that runs here, in Japanese"
        ),
        "sekisho audit --shop backmarket --from 2026-04-01 --to 2027-03-31 --officer aoi.json --out audit-2026 "
        "--export log.ndjson --key log.vkey --versions published --older kept.checkpoint --lang en": Said(
            "ファイルだけから、英語も", "from files alone, in English too"
        ),
        "sekisho audit --check audit-2026 --officers officers --key log.vkey": Said(
            "受け取った側で、署名とファイルと台帳を確かめる", "whoever got it checks signature, files and log"
        ),
    },
    "test": {
        "sekisho test": "checks and all tests, as CI does",
        "sekisho test tests/unit -k forged": "only these tests, and no checks",
    },
    "check": {"sekisho check": "before each commit"},
    "generate": {"sekisho generate": "after a change of contracts, packs or the deployment table"},
}


def examples(verb: str) -> str:
    """Return the end of a verb's help text.

    Raises:
        KeyError: the verb has no examples.
    """
    rows = ((line, why if isinstance(why, str) else pick(why)) for line, why in EXAMPLES[verb].items())
    return "Examples:\n\n" + "\n".join(f"- `{line}` — {why}" for line, why in rows)
