"""What is said of a scenario that cannot be read, in both languages: a closed table. Keys and forms are `held`'s."""

from typing import Final

from shared.core.policy.mistakes import Mistake
from shared.core.policy.places import Document, Finding, Path, finding
from shared.core.said import Said

_WRITE_ONE: Final = Said("どちらか一方を書いてください", "write one of the two")

MISTAKES: Final[dict[str, Mistake]] = {
    # The file.
    "one_shop_or_several": Mistake(
        Said("事例は一つの `shop` か、複数の `shops` のものです", "a scenario is of one `shop`, or of several `shops`"),
        _WRITE_ONE),
    "no_moment": Mistake(
        Said("時差の付いた日時ではありません", "this is no time with an offset"),
        Said("2026-11-22T12:00:00+09:00 の形で書いてください", "write it as 2026-11-22T12:00:00+09:00")),
    "which_shop": Mistake(
        Said("どの店の手順なのかが書かれていません", "of which shop is this step?"),
        Said("`shop` を加えてください：{shops}", "add `shop`: {shops}")),
    "no_subject": Mistake(
        Said("後の部分による手順があります", "steps rest on a later part"),
        Said("`subject: {part}` を加えてください", "add `subject: {part}`")),
    "idle_subject": Mistake(
        Said("それによる手順がありません", "no step rests on it"),
        Said("いずれかの手順に `later: {part}` を付けるか、これを消してください",
             "mark a step `later: {part}`, or remove it")),
    "not_usable": Mistake(Said("`{field}`: {problem}", "`{field}`: {problem}"), Said("{remedy}", "{remedy}")),
    # Steps.
    "one_thing": Mistake(
        Said("一つの手順は一つの出来事です。ここにあるもの：{kinds}", "a step is one thing; this has {kinds}"),
        Said("次のうち一つを書いてください：{allowed}", "write one of: {allowed}")),
    "says_nothing": Mistake(
        Said("`{key}` は `{kind}` に付けられません", "`{key}` says nothing of `{kind}`"),
        Said("消してください。付けられるもの：{allowed}", "remove it; allowed: {allowed}")),
    "twice_put": Mistake(
        Said("イベントの中身が二通りに書かれています", "the event is put together twice"),
        Said("`of` か `who` を書いてください", "say `of` or `who`")),
    "without": Mistake(
        Said("`{kind}` に `{key}` がありません", "`{kind}` without `{key}`"), Said("加えてください", "add it")),
    "not_there_yet": Mistake(
        Said("`{name}` はまだ使えません", "`{name}` is not there yet"),
        Said("この手順に `later: {part}` と書いてください", "say `later: {part}` on this step")),
    "several_people": Mistake(
        Said("ここには何人かの人がいます", "there are several people here"),
        Said("イベントがどのデータを含むのかを `of` に書いてください", "say with `of` which pieces the event holds")),
    "nobody_acts": Mistake(
        Said("誰の行為なのかが書かれていません", "nobody says whose act this is"),
        Said("`people` の名前を `who` に書いてください", "add `who` with a name of `people`")),
    "names_nobody": Mistake(
        Said("このデータは誰も指していません", "this piece names nobody"),
        Said("`customer.id`、`customer.email`、`seller.id` のいずれかを加えてください",
             "give it `customer.id`, `customer.email` or `seller.id`")),
    "no_time": Mistake(
        Said("これから来る時ではありません", "this is no time that comes"),
        Said("`31 days`、`2 months`、`2027-05-01` の形で書いてください",
             "write `31 days`, `2 months` or `2027-05-01`")),
    "nothing_published": Mistake(
        Said("何も公開されていません", "nothing is published"),
        Said("`pack` か `register` に変更を書くか、`pack_file` を加えてください",
             "add `pack` or `register` with a patch, or `pack_file`")),
    "no_topic": Mistake(
        Said("{platform} にトピック `{topic}` はありません", "{platform} has no topic `{topic}` here"),
        Said("トピック：{topics}", "topics: {topics}")),
    "file_or_payload": Mistake(
        Said("ウェブフックは `file` か `payload` で書きます", "a webhook is a `file` or a `payload`"),
        Said("どちらか一方を書いてください", "write one of them")),
    # Data and what is expected.
    "a_group": Mistake(
        Said("`{group}` は項目の組です", "`{group}` is a group of fields"),
        Said("その下に項目を書いてください", "write its fields below it")),
    "no_fields": Mistake(
        Said("項目の一覧ではありません", "this is no list of fields"),
        Said("`customer.name order.id` の形で書いてください", "write `customer.name order.id`")),
    "many_parties": Mistake(
        Said("`{recipient}` だけでは、どの相手方か決まりません", "`{recipient}` is no one party"),
        Said("一つを挙げてください：{parties}", "name one: {parties}")),
    "no_party": Mistake(
        Said("`{recipient}` だけでは、どの相手方か決まりません", "`{recipient}` is no one party"),
        Said("登録簿に相手方がなく、何も渡せません",
             "the register has no party of it; it cannot be given anything")),
    "message_without_fields": Mistake(
        Said("通知に項目がありません", "a message without its fields"),
        Said("`fields` を加えてください", "add `fields`")),
}  # fmt: skip
"""Code of a mistake → its words."""


def wrong(document: Document, path: Path, code: str, **words: str | Said) -> Finding:
    """Return the finding of a mistake of the table at a path of a scenario; `words` fill its text."""
    return finding(document, path, MISTAKES[code].filled(**words))
