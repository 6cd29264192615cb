"""Hand disclosures over to authorities, advisers and successors. Wiring only."""

from shared.shell.handover.app import partner

main = partner("authority")
