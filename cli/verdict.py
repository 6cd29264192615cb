"""Show what an audit found, in Japanese or English: an answer to each question, and the first leaf that disagrees."""

from datetime import UTC, datetime
from typing import Final

from rich.console import Console
from rich.table import Table

from cli.words import pick
from shared.core.ledger.verdict import Question, Result, Verdict
from shared.core.said import Language

_MARKS: Final = {"passed": "[green]✓[/]", "failed": "[red]✗[/]", "not checked": "-"}

QUESTIONS: Final[dict[Question, tuple[str, str]]] = {
    "integrity": ("完全性", "integrity"),
    "consistency": ("過去との整合", "consistency"),
    "truncation": ("欠落", "truncation"),
    "witnesses": ("証人", "witnesses"),
    "completeness": ("網羅性", "completeness"),
    "law": ("法定の記録", "what the law asks"),
}

_REASONS: Final[dict[str, tuple[str, str]]] = {
    "checkpoint_empty": ("署名された記録が一件もありません", "the checkpoint covers no leaf"),
    "signature_missing": ("この鍵の署名がありません", "not signed by this key"),
    "signature_invalid": ("署名が正しくありません", "the signature does not hold"),
    "header_of_another_log": ("別の台帳の書出しです", "the export is of another log, or names another key"),
    "leaf_missing": ("記録が抜けています", "a leaf is missing"),
    "leaf_out_of_place": ("記録の順が正しくありません", "a leaf stands in another's place"),
    "tile_out_of_place": ("保存された要約値の位置が正しくありません", "stored hashes stand in another place"),
    "leaves_missing": ("署名された記録の末尾がありません", "leaves that were signed are missing at the end"),
    "root_differs": ("署名後に記録が変わっています", "a leaf is not what was signed"),
    "leaf_altered": ("記録が書き換えられています", "this leaf was altered"),
    "leaf_removed": ("記録が取り除かれています", "the leaf that stood here was removed"),
    "leaf_inserted": ("記録が差し込まれています", "this leaf was inserted"),
    "leaves_reordered": ("記録の順が入れ替えられています", "leaves were put into another order"),
    "people_swapped": ("二人の記録が入れ替えられています", "two people were put in each other's place"),
    "leaf_not_signed": ("署名されていない記録があります", "a leaf that nobody signed"),
    "tile_differs": ("保存された要約値が記録と違います", "the hashes that are stored beside the leaves differ"),
    "edge_differs": ("書出しの要約値が署名と違います", "the edge in the header is not the signed one"),
    "older_checkpoint_is_longer": (
        "以前の検証点より短くなっています",
        "the log is shorter than a checkpoint that was kept",
    ),
    "numbers_missing_at_the_end": ("番号の末尾がありません", "numbers that were given are missing at the end"),
    "numbers_nobody_gave": ("与えられていない番号があります", "numbers that the ledger has not taken in"),
    "older_root_differs": ("以前の検証点と食い違います", "not what a checkpoint that was kept covers"),
    "split_view": ("同じ大きさに二つの署名があります", "the key signed two different logs of one size"),
    "witnesses_too_few": ("証人の署名が足りません", "too few of the named witnesses have seen it"),
    "number_repeated": ("番号が重なっています", "a number comes twice"),
    "number_missing": ("番号が飛んでいます", "a number is missing"),
    "entry_of_another_shop": ("別の店の記録です", "an entry of another shop"),
    "stream_of_another_kind": ("番号の種類が違います", "an entry under another kind of number"),
    "outcome_without_disclosure": ("提供のない結果があります", "an outcome without its disclosure"),
    "outcome_twice": ("結果が二つあります", "a second final outcome"),
    "disclosed_twice": ("同じ提供が二度あります", "one disclosure twice"),
    "leaf_unreadable": ("読めない記録があります", "a leaf that is no entry"),
    "continued_in_the_middle": ("途中に開始の記録があります", "a beginning in the middle"),
    "duty_differs": (
        "法定の記録かどうかが表と違います",
        "the entry says something else of the duty to record than the table of that day",
    ),
    "pruned_unannounced": ("知らせなしに消された記録があります", "a leaf was pruned, and no entry says so"),
    "pruned_before_due": ("期限前に消された記録があります", "a leaf was pruned that had still to be kept"),
    "pruned_too_short": (
        "法定より短い期限で消された記録があります",
        "a leaf was pruned on a shorter term than the law's",
    ),
    "pruned_younger_than_said": (
        "消された記録は、証人の確認より後のものです",
        "a leaf was pruned as older than it can be, as a witness saw the log without it",
    ),
    "pruned_out_of_time": (
        "消された記録の日時が前後と合いません",
        "the time of a pruned leaf is not that of its neighbours",
    ),
    "time_impossible": ("ありえない日時の記録があります", "an entry of a time that cannot be"),
    "stub_altered": ("消された記録の控えが違います", "what stands for pruned leaves is not what was entered"),
    "not checked": ("確かめていません", "not checked"),
    "passed": ("一致", "passed"),
}

_COUNTS: Final = (
    "提供 {disclosed} 件、結果 {outcomes} 件、未了 {opened} 件",
    "{disclosed} disclosures, {outcomes} outcomes, {opened} open",
)
_OLDEST: Final = ("最も古い未了は {age} 前から", "the oldest open one is {age} old")
_GONE: Final = (
    "期限により消された記録 {pruned} 件（保存期限 {until} まで）",
    "{pruned} leaves are pruned, whose terms ended by {until}",
)
_SEEN: Final = ("{witness} が {at} に確認", "seen by {witness} at {at}")
_HEAD: Final = (("", ""), ("問い", "question"), ("答え", "answer"), ("記録", "leaf"))
_TITLE: Final = ("{origin}：{size} 件", "{origin}: {size} leaves")
_AGES: Final = ((86_400_000, ("{n} 日", "{n} days")), (3_600_000, ("{n} 時間", "{n} hours")), (0, ("{n} 秒", "{n} s")))


def show(verdict: Verdict, console: Console) -> None:
    """Print one verdict."""
    console.print(pick(_TITLE).format(origin=verdict.origin, size=verdict.size), style="italic")
    table = Table()
    for column in _HEAD:
        table.add_column(pick(column))
    for question, result in verdict.answers():
        table.add_row(_MARKS[result.status], pick(QUESTIONS[question]), told(result), _place(result))
    console.print(table)
    for seen in verdict.cosigned:
        console.print(pick(_SEEN).format(witness=seen.witness, at=datetime.fromtimestamp(seen.at, UTC).isoformat()))
    counts = pick(_COUNTS).format(disclosed=verdict.disclosed, outcomes=verdict.outcomes, opened=verdict.opened)
    oldest = f"; {pick(_OLDEST).format(age=_age(verdict.open[0].age_ms))}" if verdict.open else ""
    console.print(counts + oldest)
    if verdict.pruned.count:
        console.print(pick(_GONE).format(pruned=verdict.pruned.count, until=verdict.pruned.until))


def told(result: Result, lang: Language | None = None) -> str:
    """Return an answer in the person's language or in the one named, with its code."""
    code = result.reason or result.status
    words = _REASONS.get(code) or _REASONS.get(code.removeprefix("older_"))
    if words is None:
        return code
    said = pick(words, lang)
    return said if code in {"passed", "not checked"} else f"{said} ({code})"


def _place(result: Result) -> str:
    if result.at is None:
        return ""
    return str(result.at) if result.until in (None, result.at + 1) else f"{result.at}–{(result.until or 0) - 1}"


def _age(age_ms: int) -> str:
    unit, words = next((unit, words) for unit, words in _AGES if age_ms >= unit)
    return pick(words).format(n=age_ms // (unit or 1000))
