"""What to type: the examples that `--help` shows for each verb, and what each of them is for. It runs nothing."""

from typing import Final

EXAMPLES: Final[dict[str, dict[str, str]]] = {
    "demo": {
        "sekisho demo": "send the sample, show what became of it, and stay up until Ctrl-C",
        "sekisho demo --once": "the same, and end; exit 0 only if the auditor finds nothing",
        "sekisho demo --once --page told.html": "keep what happened to whom, and why, as a page for people",
        "SEKISHO_LANG=ja sekisho demo --once --orders 1000": "five times as many orders, told in Japanese",
        "sekisho demo --data ./data": "keep logs, ledger and the parties' own files to look into",
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
        "sekisho who --shop qoo10 --person 60001 --json": "all about one person, for a program",
        "sekisho who --recipient jung_sas_france": "all that one recipient was given, and what not and why",
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
    "log volumes": {"sekisho log volumes --shop backmarket": "how long, how much is signed, and why one is frozen"},
    "log continue": {
        "sekisho log continue --shop backmarket": "after docs/ledger-format.md was read; prints the new key"
    },
    "witness new": {"sekisho witness new --folder ./w1 --name witness.example/w1": "prints the witness's key"},
    "witness trust": {"sekisho witness trust --folder ./w1 backmarket.vkey": "watch one more log"},
    "witness sign": {"sekisho witness sign --folder ./w1 request": "a request of C2SP tlog-witness, from a file"},
    "witness visit": {
        "sekisho witness visit --folder ./w1 --shop backmarket --out kept.checkpoint": "each day, say: fetch, cosign, "
        "bring back, keep",
    },
    "policy notice": {
        "sekisho policy notice --shop netoff": "who receives what, as Markdown",
        "sekisho policy notice --shop netoff --what joint-use --form html --lang ja": "for the shop's site",
        "sekisho policy notice --shop netoff --form json": "the table in codes: keep it when the notice goes public",
    },
    "policy preview": {
        "sekisho policy preview --shop netoff --pack netoff.yaml --key aoi.json": "what a draft would change",
    },
    "policy drift": {
        "sekisho policy drift --shop netoff": "what has left, beside the pack",
        "sekisho policy drift --shop netoff --notice published.json": "and beside what the public was told",
        "sekisho policy drift --shop netoff --no-live --text then.txt --newer now.txt": "which clauses read otherwise",
    },
    "policy mutate": {
        "sekisho policy mutate --shop netoff": "each mutation of one pack, until the first scenario that notices it",
        "sekisho policy mutate --matrix": "every mutation of every pack against every scenario; some minutes a pack",
        "sekisho policy mutate --matrix --json": "which scenario notices which, for a program",
        "sekisho policy mutate --policies policies --scenarios tests/scenarios/netoff": "your own packs and scenarios",
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
    return "Examples:\n\n" + "\n".join(f"- `{line}` — {why}" for line, why in EXAMPLES[verb].items())
