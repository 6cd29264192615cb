"""Hand disclosures over to the carriers. Wiring only."""

from shared.shell.handover.app import partner

main = partner("delivery")
