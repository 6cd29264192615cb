"""Every mistake for which a pack or register is refused: what is said of it, and what to do. A closed table.

The words in braces are of the file itself, never of an event. `docs/policy-packs.md` shows the same table.
"""

from typing import Final, NamedTuple

from shared.core.said import Said


class Mistake(NamedTuple):
    """What is wrong, and what to do about it; each in Japanese and English."""

    problem: Said
    remedy: Said

    def filled(self, **words: str | Said) -> "Mistake":
        """Fill in the words of the file, and closed phrases."""
        return Mistake(self.problem.filled(**words), self.remedy.filled(**words))


_ONE_OF_BOTH: Final = Said("どちらか一方を消してください", "remove one of both")
_ONE_ONLY: Final = Said("どちらか一方だけに残してください", "leave it in one of both")

MISTAKES: Final[dict[str, Mistake]] = {
    # The file.
    "not_text": Mistake(
        Said("UTF-8 のテキストとして読めません", "the file cannot be read as UTF-8 text"),
        Said("UTF-8 で保存し直してください", "save it as UTF-8")),
    "not_a_pack": Mistake(
        Said("これは登録簿で、ポリシーパックではありません", "this is a register, not a pack"),
        Said("ポリシーパックを `--pack` で指定してください", "name the pack with --pack")),
    "pack_away": Mistake(
        Said("この登録簿のポリシーパックが見つかりません", "the pack of this register is not there"),
        Said("`--pack` で指定するか、一つ上のフォルダーに同じ名前で置いてください",
             "name it with --pack, or put it into the folder above, under the same name")),
    # The document.
    "not_yaml": Mistake(
        Said("YAML として読めません（{why}）", "this is not YAML ({why})"),
        Said("この箇所の字下げか引用符を直してください", "mend the indentation or quoting here")),
    "not_a_mapping": Mistake(
        Said("文書がマッピング（`キー: 値` の並び）ではありません", "the document is not a mapping"),
        Said("`shop: <店の名前>` から書き始めてください", "begin with `shop: <name>`")),
    "twice_key": Mistake(
        Said("同じキーが二度書かれています", "this key stands twice"),
        Said("一方を消してください", "remove one")),
    "alias": Mistake(
        Said("エイリアス（`*`）かマージ（`<<`）で、ここの内容が隠れています",
             "an alias (`*`) or merge (`<<`) hides what is said here"),
        Said("内容をそのまま書いてください", "write it out")),
    "tag": Mistake(
        Said("タグ（`!`）で型が指定されています", "a tag (`!`) says what this is"),
        Said("消してください。型は書かれた内容で決まります", "remove it; what stands here tells it")),
    # Forms.
    "key_missing": Mistake(Said("このキーがありません", "this key is missing"), Said("書き加えてください", "add it")),
    "form": Mistake(
        Said("{why}", "{why}"),
        Said("docs/policy-packs.md の書式を見てください", "see the form in docs/policy-packs.md")),
    "word": Mistake(Said("`{word}` は{what}の一覧にありません", "`{word}` is no {what}"), Said("{near}", "{near}")),
    "name": Mistake(
        Said("名前の書式に合いません", "this is no name"),
        Said("英小文字で始め、英小文字・数字・_・- だけを使い、40文字以内で書いてください",
             "use lower-case letters, digits, _ and -, at most 40, beginning with a letter")),
    "day": Mistake(
        Said("暦にある日付ではありません", "this is no day of the calendar"),
        Said("2026-04-01 の形で書いてください", "write it as 2026-04-01")),
    "country": Mistake(
        Said("国コードではありません", "this is no country code"),
        Said("JP のように英大文字2文字で書いてください", "write two capital letters, as JP")),
    "truth": Mistake(
        Said("真偽値ではありません", "this is neither true nor false"),
        Said("`true` か `false` を書いてください", "write `true` or `false`")),
    "part": Mistake(
        Said("`same` でも項目の一覧でもありません", "this is neither `same` nor a list of fields"),
        Said("`same` か、渡す項目を書いてください", "write `same`, or the fields that it gives")),
    "opens": Mistake(
        Said("イベントの種類の一覧ではありません", "this is no list of event types"),
        Said("一覧を書くか、種類ごとに `same` か渡す項目を書いてください",
             "write a list, or each type with `same` or the fields that it gives")),
    "empty": Mistake(
        Said("一つも挙げられていません", "nothing stands here"),
        Said("少なくとも一つ挙げてください", "add at least one")),
    "blank": Mistake(Said("文字が書かれていません", "this text is empty"), Said("内容を書いてください", "write it")),
    "reason": Mistake(
        Said("理由として短すぎます", "this is too short for a reason"),
        Said("ほかの担当者にも分かるように、20文字以上で書いてください",
             "write at least 20 characters that another officer understands")),
    "letter": Mistake(
        Said("目的の記号ではありません", "this is no letter of a purpose"),
        Said("文面にあるとおり、英小文字1文字で書いてください", "write one small letter, as the text has it")),
    "address": Mistake(
        Said("ウェブのアドレスではありません", "this is no web address"),
        Said("https:// か http:// で始めてください", "begin it with https:// or http://")),
    "stands_twice": Mistake(
        Said("`{word}` がこの一覧に二度挙がっています", "`{word}` stands twice in this list"),
        Said("一方を消してください", "remove one")),
    # Recipients, types and fields.
    "recipient_shop": Mistake(
        Said("`shop` は、結果の連絡を受ける店自身の名前です", "`shop` is the shop itself, who is told of results"),
        Said("提供先には別の名前を付けてください", "give the recipient another name")),
    "one_kind": Mistake(
        Said("一つの提供先の種別は一つだけです", "a recipient has one kind"),
        Said("全体に共通のものとして一度だけ書いてください", "say it once, for all")),
    "two_entries": Mistake(
        Said("`{word}` が、この提供先の二つの記載にあります", "`{word}` has two entries of this recipient"),
        Said("どちらか一方の記載だけに残してください", "leave it in one of them")),
    "one_thread": Mistake(
        Said("`{word}` は、この提供先の別の記載で始まる一連のイベントに属します",
             "`{word}` is of a thread that another entry of this recipient opens"),
        Said("両方の種類を一つの記載にまとめてください", "put both types into one entry")),
    "no_service": Mistake(
        Said("イベントで渡す提供先には、少なくとも一つ必要です", "a recipient that is served needs at least one"),
        Said("書き加えるか、どのように渡すのかを `path` に書いてください",
             "add it, or say with `path` how it is served")),
    "follows": Mistake(
        Said("`{word}` は、先に渡したものに続くイベントです", "`{word}` follows what was served"),
        Said("`then` の下に書いてください", "put it under `then`")),
    "opens_first": Mistake(
        Said("`{word}` は、何かに続くのではなく、始まりとなるイベントです", "`{word}` follows nothing, it opens"),
        Said("`on` の下に書いてください", "put it under `on`")),
    "gives_nothing": Mistake(
        Said("`{word}` では何も渡りません", "`{word}` gives nothing"),
        Said("項目を挙げるか、この種類を外してください", "name a field, or leave the type out")),
    "never": Mistake(
        Said("この項目は、どのポリシーパックでも渡せません", "this never leaves, in any pack"),
        Said("消してください。代わりにトークンを使います", "remove it; a token takes its place")),
    "both_ways": Mistake(
        Said("`{word}` は、渡すとも不要とも書かれています", "`{word}` is given, and said to be not needed"), _ONE_ONLY),
    "two_needs": Mistake(
        Said("`{word}` が二つの必要性の下にあります", "`{word}` stands under two needs"),
        Said("渡す理由になる方だけに残してください", "leave it under the one that it is given for")),
    "closed_need": Mistake(
        Said("この一覧は文面で限定列挙とされており、必要性によって広がりません",
             "the text closes this list, so no need widens it"), _ONE_OF_BOTH),
    "form_unfit": Mistake(
        Said("`{form}` という形は `{word}` に使えません", "`{form}` does not fit `{word}`"), Said("{fit}", "{fit}")),
    "not_the_sellers": Mistake(
        Said("`{word}` は購入者の項目で、売主のイベントには含まれません",
             "`{word}` is of a customer, and the event of a seller holds none"),
        Said("消すか、`whose: customer` と書いてください", "remove it, or say `whose: customer`")),
    # Conditions.
    "no_payment": Mistake(
        Said("`on` に決済のイベントがないため、この条件は満たされません",
             "no type under `on` is of a payment, so this never holds"),
        Said("消してください", "remove it")),
    "no_share": Mistake(
        Said("項目 `order.items` がないと、売主ごとの分が決まりません",
             "without the field `order.items` no seller has a share"),
        Said("その項目を加えるか、これを消してください", "add the field, or remove it")),
    "not_provided": Mistake(
        Said("求めた値は `values.provided` でだけ届きます", "what was asked for comes with `values.provided` only"),
        Said("`on: [values.provided]` と書いてください", "say `on: [values.provided]`")),
    "not_asked": Mistake(
        Said("`values.provided` は、求めに答えるイベントです", "`values.provided` answers a request"),
        Said("`on_request: true` と書いてください", "say `on_request: true`")),
    "not_before": Mistake(
        Said("`{word}` が先に届いていることはありえません", "`{word}` cannot have come before"),
        Said("始まりとなる別のイベントの種類を挙げてください", "name another type that opens")),
    "companies_only": Mistake(
        Said("これでは、法人でない人については何も渡りません",
             "then a person who is no company gives nothing at all"),
        Said("いずれかの項目をここから外してください", "leave a field out of it")),
    "consent_opt_out": Mistake(
        Said("事前の同意を根拠とするものは、オプトアウトではありません", "a basis of prior consent is no opt-out"),
        Said("`kind: opt_in` とするか、別の法的根拠を書いてください", "say `kind: opt_in`, or another basis")),
    "stop_left_out": Mistake(
        Said("`{word}` は、法的根拠 `{basis}` による提供を終わらせますが、理由なく外されています",
             "`{word}` ends what rests on `{basis}`, and is left out without a reason"),
        Said("加えるか、外す理由を `note` に書いてください", "add it, or say why in `note`")),
    "no_route": Mistake(
        Said("{word} は外国ですが、移転の根拠が書かれていません（個人情報保護法第28条）",
             "{word} is abroad, and no route is named (APPI 28)"),
        Said("`abroad: designated`、`consent`、`equivalent` のいずれかを書いてください",
             "say `abroad: designated`, `consent` or `equivalent`")),
    "route_to_nowhere": Mistake(
        Said("外国が一つも挙げられていません", "no country abroad is named"),
        Said("`countries` に挙げてください", "name it in `countries`")),
    "not_designated": Mistake(
        Said("`{word}` は、施行規則第15条の指定を受けた国ではありません", "`{word}` is not designated under Rule 15"),
        Said("`abroad: consent` か `equivalent` を書いてください", "say `abroad: consent` or `equivalent`")),
    "route_unasked": Mistake(
        Said("この移転の根拠には、本人の同意が要ります（個人情報保護法第28条第1項）",
             "this route asks for the person's choice (APPI 28(1))"),
        Said("`basis: click_consent` か `prior_consent` を書いてください",
             "say `basis: click_consent` or `prior_consent`")),
    # Paths.
    "judged": Mistake(
        Said("`{word}` は案件ごとに判断するもので、イベントのたびに渡すことはできません",
             "`{word}` is judged case by case, never on the stream"),
        Said("`path: case` と書いてください", "say `path: case`")),
    "case_and_path": Mistake(
        Said("`path: case` と `case` は一組です", "`path: case` and `case` belong together"),
        Said("どの種類の案件で渡すのかを書くか、これを消してください",
             "name the kind of case that opens it, or remove it")),
    "case_gives_nothing": Mistake(
        Said("案件で渡せるのは、挙げられた項目までです", "a case gives at most what is named"),
        Said("その案件で求められうる項目を挙げてください", "name what such a case may ask for")),
    "no_note": Mistake(
        Said("ここでは何も渡りませんが、理由が書かれていません", "nothing passes here, and no reason is given"),
        Said("理由を `note` に書いてください", "say why in `note`")),
    "no_remedy": Mistake(
        Said("渡さないとするものには、開く方法が要ります", "what is denied needs a way out"),
        Said("何があれば渡せるのかを `remedy` に書いてください", "say in `remedy` what would open it")),
    "idle": Mistake(
        Said("`path: {word}` では、イベントのたびに渡ることはありません",
             "with `path: {word}` no event of the stream serves it"),
        Said("消すか、`path: stream` と書いてください", "remove it, or say `path: stream`")),
    "internal": Mistake(
        Said("同一法人内のものは、誰にも引き渡されません", "what is internal is handed over by nobody"),
        Said("`path: internal` と書いてください", "say `path: internal`")),
    # Rights and copies.
    "one_length": Mistake(
        Said("一つの期間の長さは一つだけです", "a term has one length"),
        Said("年、月、日のいずれかで書いてください", "give years, months or days")),
    "no_length": Mistake(
        Said("この期間には長さがないか、店が定めるのに長さが書かれています",
             "this term has no length, or one that nobody decides"), Said("{how}", "{how}")),
    "extended_less": Mistake(
        Said("延長後の期限が、もとの期限より短くなっています", "the extended term is shorter than the term"),
        Said("`extended` には、受付からの通算の月数を書いてください", "give `extended` in all, from the receipt")),
    # Registers.
    "other_shop": Mistake(
        Said("ポリシーパックは `{word}` のものです", "the pack is of `{word}`"),
        Said("登録簿とポリシーパックを同じ店のものにしてください", "put both under one shop")),
    "never_reviewed": Mistake(
        Said("この相当措置は、一度も確認されていません", "these measures were never reviewed"),
        Said("確認した日を `reviewed` に書いてください", "say when: `reviewed`")),
    "ends_first": Mistake(
        Said("始まる前に終わっています", "this ends before it begins"),
        Said("`start` か `end` を直してください", "mend `start` or `end`")),
    "two_instances": Mistake(
        Said("`{word}` が、この提供先の二つの `instances` を指しています",
             "`{word}` is two instances of this recipient"),
        Said("それぞれに別の `id` と `aliases` を付けてください", "give each an id and aliases of its own")),
    "two_defaults": Mistake(
        Said("`default` が二つの `instances` にあります", "two instances are the default"),
        Said("どちらか一方だけにしてください", "leave it to one of them")),
}  # fmt: skip
"""Code of a mistake → its words."""
