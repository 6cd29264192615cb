"""Hand disclosures over to banks and collectors. Wiring only."""

from shared.shell.handover.app import partner

main = partner("bank")
