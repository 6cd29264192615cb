"""Hand disclosures over to the sellers, and nobody else. Wiring only."""

from shared.shell.handover.app import partner

main = partner("seller")
