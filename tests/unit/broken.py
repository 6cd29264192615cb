"""One pack and one register that are in order, and what a case of a broken one is: an edit, and what is said of it."""

from typing import Final, NamedTuple

PACK: Final = """\
shop: meadow
version: 1
notice: {title: t, source: meadow.txt}
recipients:
  seller:
    kind: seller
    clause: "1"
    basis: deemed_consent
    purpose: order_fulfilment
    per_seller: true
    closed: true
    on: [order.placed]
    fields: [customer.name, order.id, order.items]
    then:
      order.changed: same
      order.cancelled: [order.id]
  processor:
    kind: payment
    clause: "2"
    basis: entrustment
    entries:
      - purpose: payment
        on: [payment.requested]
        methods: [card]
        fields: [payment.transaction_id, order.amount]
        needed_for: {settle: [payment.transaction_id]}
        then:
          payment.refund_requested: [payment.transaction_id]
      - purpose: fraud_prevention
        on: {order.placed: [customer.email], invoice.requested: same}
        fields: [customer.email, customer.phone]
        not_needed: [customer.name]
        forms: {customer.email: sha256}
  abroad:
    kind: cross_border
    clause: "3"
    basis: click_consent
    purpose: service_operation
    countries: [FR]
    abroad: designated
    on: [order.placed]
    fields: [order.id]
  police:
    kind: authority
    clause: "4"
    basis: law
    purpose: legal_duty
    path: case
    case: authority
    fields: [customer.name]
    note: On a lawful demand.
  others:
    kind: cross_border
    clause: "5"
    basis: click_consent
    purpose: service_operation
    path: denied
    note: No country is named.
    remedy: Name it.
rights:
  requests:
    disclosure: {clause: "6", months: 1, extended: 2}
  not_correctable: [customer.id]
copies:
  - what: {ja: 注文, en: Orders}
    clause: "7"
    terms: [{start: last_order, years: 6}]
    then: erased
"""

REGISTER: Final = """\
shop: meadow
version: 1
parties:
  seller:
    mode: live
    instances:
      - id: one
        name: One K.K.
        country: JP
        address: 1-1 Example, Tokyo
        representative: Hanako Example
        aliases: [Shop One]
        default: true
        endpoint: {channel: webhook, url: "https://one.example/"}
      - id: two
        name: Two K.K.
        country: JP
        address: 2-2 Example, Osaka
        representative: Taro Example
        endpoint: {channel: webhook, url: "https://two.example/"}
  processor:
    mode: live
    contract: {start: 2026-04-01, end: 2029-03-31, evidence: sha256:00}
    accepted:
      notice: An invented reason of an officer.
    notice:
      start: 2026-01-01
      end: 2034-12-31
      fields: [order.amount]
      evidence: sha256:01
    instances:
      - id: processor
        name: Processor K.K.
        country: JP
        address: 3-3 Example, Nagoya
        representative: Jiro Example
        endpoint: {channel: webhook, url: "https://processor.example/"}
  abroad:
    mode: live
    information_version: 1
    route: {kind: equivalent, start: 2026-01-01, evidence: sha256:02, reviewed: 2026-01-01}
    instances:
      - id: paris
        name: Paris SAS
        country: FR
        address: 4 Rue de l'Exemple, Paris
        representative: Claire Exemple
        endpoint: {channel: webhook, url: "https://paris.example/"}
"""


class Broken(NamedTuple):
    """One mistake: what stands there instead of what, and what is said: code, field, problem, remedy.

    `line` is the text on whose line it is said; without it that of the edit. `first`: others are said beside it.
    """

    right: str
    wrong: str
    code: str
    field: str
    problem: str
    remedy: str
    line: str = ""
    first: bool = False

    def text(self, whole: str) -> str:
        """Return the whole text with the mistake in it."""
        assert whole.count(self.right) >= 1, self.right
        return whole.replace(self.right, self.wrong, 1)

    def said(self, whole: str) -> str:
        """Return the message that is expected."""
        lines = self.text(whole).splitlines()
        marker = self.line or self.wrong.strip().splitlines()[0]
        number = next(n for n, line in enumerate(lines, 1) if marker in line)
        return f"file.yaml:{number}: `{self.field}`: {self.problem}; {self.remedy}"
