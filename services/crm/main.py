"""Hand disclosures over to the customer relationship software. Wiring only."""

from shared.shell.handover.app import partner

main = partner("crm")
