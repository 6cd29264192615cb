"""A pack and a register of which an officer is shown nothing."""

from typing import Final

PACK: Final = """\
shop: meadow
version: 1
notice: {title: t, source: meadow.txt}
rights:
  requests: {disclosure: {clause: "9"}}
recipients:
  carrier:
    kind: delivery
    party: {ja: 運送, en: Carrier}
    clause: "1"
    basis: entrustment
    purpose: delivery
    notice: true
    on: [shipment.requested]
    fields: [shipping.name, order.id]
    needed_for: {address_goods: [shipping.name]}
  partner:
    kind: joint_use
    party: {ja: 共同, en: Partner}
    clause: "2"
    basis: joint_use
    purpose: recycling
    on: [order.placed]
    closed: true
    fields: [customer.name]
  far:
    kind: cross_border
    party: {ja: 海外, en: Far}
    clause: "3"
    basis: click_consent
    purpose: service_operation
    countries: [JP, KR]
    abroad: equivalent
    on: [order.placed]
    fields: [order.id]
  police:
    kind: authority
    party: {ja: 警察, en: Police}
    clause: "4"
    basis: law
    purpose: legal_duty
    path: case
    case: authority
    fields: [customer.name]
    needed_for: {answer_authority: [customer.name]}
    note: On a lawful demand.
  nobody:
    kind: crm
    clause: "5"
    basis: prior_consent
    purpose: marketing
    path: denied
    fields: [customer.name]
    note: Not named.
    remedy: Name it.
"""

REGISTER: Final = """\
shop: meadow
version: 1
parties:
  carrier:
    mode: live
    contract: {start: 2026-01-01, end: 2029-03-31, evidence: sha256:00}
    notice:
      start: 2026-01-01
      end: 2034-12-31
      fields: [shipping.name, order.id]
      evidence: sha256:01
    instances:
      - id: carrier
        name: Carrier K.K.
        country: JP
        address: 1-1 Example, Tokyo
        representative: Hanako Example
        endpoint: {channel: webhook, url: "https://carrier.example/"}
  partner:
    mode: live
    publication:
      start: 2026-01-01
      evidence: sha256:02
      responsible: 見本株式会社、見本市見本1-1、見本 花子
    instances:
      - id: partner
        name: Partner K.K.
        country: JP
        address: 2-2 Example, Tokyo
        representative: Taro Example
        endpoint: {channel: webhook, url: "https://partner.example/"}
  far:
    mode: live
    information_version: 1
    route: {kind: equivalent, start: 2026-01-01, evidence: sha256:03, reviewed: 2026-06-01}
    instances:
      - id: seoul
        name: Far Ltd.
        country: KR
        address: 3 Example, Seoul
        representative: Jun Example
        endpoint: {channel: webhook, url: "https://far.example/"}
"""
