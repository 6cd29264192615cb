"""The closed list of needs: for what a recipient needs a field, with the labels that officers and persons read.

A list that the text leaves open is bound by necessity (B03): each field of it names one of these.
"""

from typing import Final, NamedTuple


class Need(NamedTuple):
    """One need: its Japanese and English label."""

    ja: str
    en: str


NEEDS: Final[dict[str, Need]] = {
    "address_goods": Need("荷物の宛先とするため", "to address the goods"),
    "reach_receiver": Need("配達時に連絡するため", "to reach the receiver on delivery"),
    "reach_person": Need("取引について連絡するため", "to reach the person about the dealing"),
    "choose_time": Need("希望の時間帯に届けるため", "to come at the time that was chosen"),
    "pick_up": Need("荷物を引き取るため", "to pick the goods up"),
    "tell_order": Need("注文を照合するため", "to tell which order it is"),
    "fulfil_order": Need("注文の品を用意するため", "to supply what was ordered"),
    "settle": Need("代金を決済するため", "to settle the payment"),
    "bill": Need("請求書を送るため", "to address and make out the bill"),
    "pay_out": Need("振り込むため", "to transfer the money"),
    "collect_debt": Need("未払金を回収するため", "to collect what is owed"),
    "prevent_fraud": Need("不正を見分けるため", "to tell fraud"),
    "answer": Need("問い合わせに答えるため", "to answer the inquiry"),
    "send_message": Need("案内を送るため", "to send the message"),
    "choose_message": Need("選ばれた種類の案内だけを送るため", "to send only what was chosen"),
    "match_audience": Need("本人を明かさず会員を照合するため", "to match members without naming them"),
    "show_ads": Need("広告を表示するため", "to show advertisements"),
    "run_service": Need("サービスを運営するため", "to run the service"),
    "deal": Need("取引の相手方と連絡し引き渡すため", "to deal with the other party of a trade"),
    "publish": Need("サイトに表示するため", "to show it on the site"),
    "identify": Need("本人を特定するため", "to identify the person"),
    "answer_authority": Need("照会に答えるため", "to answer what is lawfully asked"),
    "protect": Need("危険から守るため", "to avert the danger"),
    "defend_rights": Need("権利や財産を守るため", "to defend rights and property"),
    "take_over": Need("契約を引き継ぐため", "to take the contracts over"),
    "check": Need("監査・助言のため", "to audit or advise"),
    "send_prize": Need("賞品を送るため", "to send the prize"),
    "grant_points": Need("ポイントを付けるため", "to grant the points"),
    "recycle": Need("使用済み機器を回収するため", "to collect used appliances"),
}
