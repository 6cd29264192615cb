"""Hand disclosures over to the companies abroad. Wiring only."""

from shared.shell.handover.app import partner

main = partner("cross_border")
