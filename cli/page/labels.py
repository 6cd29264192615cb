"""The words of the page in Japanese and English: stories, events, grounds, headings. No fact stands here."""

from typing import Final

from cli.page.reasons import in_words
from shared.core.wording import Wording

STORIES: Final[dict[str, tuple[str, str]]] = {
    "down": ("売主の窓口が止まっていた", "A seller was down"),
    "withdraws": ("購入者が同意を撤回した", "A buyer withdraws the consent"),
    "late": ("クリックが遅れて届いた", "A click came late"),
    "minor": ("未成年の購入者、親権者が後から承認した", "A minor, whose parent approves later"),
    "joins": ("ゲストが会員と結び付いた", "A guest joins a member's account"),
    "returned": ("荷物が返品された", "A parcel comes back"),
    "gift": ("他の人への贈り物", "A gift to somebody else"),
    "auction": ("オークションの落札", "An auction is decided"),
}
"""The stories that are told, in the order of the page."""

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("誰に何が渡り、それはなぜか", "What happened to whom, and why"),
    "lead": (
        "台帳の記録から作ったページです。個人の情報の値はどこにも載っていません。",
        "Made of the ledger's entries. No value of anybody's personal data is on it.",
    ),
    "sent": ("店から", "From the shop"),
    "order": ("注文", "order "),
    "got": ("受け取った提供先", "Who received what"),
    "not": ("受け取らなかった提供先", "Who received nothing, and why"),
    "recipient": ("提供先", "Recipient"),
    "fields": ("項目", "Fields"),
    "left_out": ("渡さなかった項目", "fields left out"),
    "purpose": ("目的", "Purpose"),
    "ground": ("根拠と条項", "Ground and clause"),
    "handover": ("引渡し", "Hand-over"),
    "waits": ("待機", "waits"),
    "for good": ("確定", "for good"),
    "given": ("提供済み", "given"),
    "attempt": ("{}回目の試みで", "at attempt {}"),
    "withdrawn": ("渡さず取下げ", "withdrawn, never left"),
    "failed": ("不達", "failed"),
    "unknown": ("未確定", "still open"),
    "waited": ("待っていた理由", "had waited"),
    "of": ("元のイベント", "from"),
    "all": ("すべての提供先", "All recipients"),
    "disclosed": ("提供", "disclosed"),
    "withheld": ("留保", "withheld"),
    "waiting": ("待機", "waiting"),
    "ok": ("監査人の判定：すべて一致しました。", "The auditor's verdict: everything agrees."),
    "bad": ("監査人の判定：食い違いがあります。", "The auditor's verdict: there are contradictions."),
    "contents": ("目次", "Contents"),
    "nobody": ("誰にも何も渡っていません。", "Nobody received anything."),
    "whole": ("提供先全体", "everybody"),
}
_EVENTS: Final[dict[str, tuple[str, str]]] = {
    "order.placed": ("注文が入った", "an order is placed"),
    "order.changed": ("注文が変わった", "the order is changed"),
    "order.cancelled": ("注文が取り消された", "the order is cancelled"),
    "payment.requested": ("決済を求める", "payment is asked for"),
    "payment.cancel_requested": ("決済の取消しを求める", "the payment is to be cancelled"),
    "payment.refund_requested": ("返金を求める", "money is to go back"),
    "shipment.requested": ("配送を求める", "the parcel is to be sent"),
    "shipment.changed": ("配送が変わった", "the delivery is changed"),
    "pickup.requested": ("集荷を求める", "the parcel is to be picked up"),
    "return.received": ("返品が届いた", "the goods are back"),
    "auction.decided": ("落札者が決まった", "the auction is decided"),
    "customer.changed.of_age": ("成年と登録", "registered as of age"),
    "customer.changed.minor": ("18歳未満と登録", "registered as under 18"),
    "consent.given": ("「同意」をクリックした", "the person clicks 「同意」"),
    "consent.refused": ("拒否した", "the person refuses"),
    "consent.withdrawn": ("同意を撤回した", "the person withdraws the consent"),
    "approval.given": ("親権者が承認した", "a parent approves"),
    "subject.linked": ("二つの名が同じ人と分かった", "two names are one person"),
    "provision.stopped": ("第三者への提供の停止を求めた", "the person stops provision to third parties"),
    "use.stopped": ("利用の停止を求めた", "the person stops the use"),
    "customer.left": ("退会した", "the person leaves"),
    "preference.changed.wanted": ("案内を希望した", "the person wants these messages"),
    "preference.changed.unwanted": ("案内を断った", "the person does not want these messages"),
    "restriction.passed.stopped": ("停止がもう一つの名にも及ぶ", "the stop holds for the other name too"),
    "restriction.passed.unwanted": ("断りがもう一つの名にも及ぶ", "the no holds for the other name too"),
    "restriction.passed.refused": ("拒否がもう一つの名にも及ぶ", "the refusal holds for the other name too"),
    "restriction.passed.withdrawn": ("撤回がもう一つの名にも及ぶ", "the withdrawal holds for the other name too"),
}


class Words(Wording):
    """The words in one language, `ja` or `en`."""

    def __call__(self, word: str) -> str:
        """Return a word of the page.

        Raises:
            KeyError: there is no such word.
        """
        return _WORDS[word][self._place]

    def story(self, name: str) -> str:
        """Return the title of a story."""
        return STORIES[name][self._place]

    def event(self, kind: str) -> str:
        """Return what an event's type or a change of state says; one without words is given as it is."""
        return _EVENTS.get(kind, (kind, kind))[self._place]

    def fields(self, names: tuple[str, ...]) -> str:
        """Return labels of fields in a row."""
        return self.join(self.field(name) for name in names)

    def reason(self, code: str) -> str:
        """Return a reason code in words."""
        return in_words(code, self.language)

    def number(self, order: int) -> str:
        """Return the name of an order within its story."""
        return f"{self('order')}{order}"

    def handover(self, outcome: str, attempt: int, why: str) -> str:
        """Return what a hand-over brought, with the attempt where it was not the first and the reason where one is."""
        said = self(outcome)
        if outcome == "given" and attempt > 1:
            when = self("attempt").format(attempt)
            said = f"{when}{said}" if self.language == "ja" else f"{said} {when}"
        if why:
            said += f"（{self.reason(why)}）" if self.language == "ja" else f" ({self.reason(why)})"
        return said
