"""Hand disclosures over to the payment processors. Wiring only."""

from shared.shell.handover.app import partner

main = partner("payment")
