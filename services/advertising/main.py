"""Hand disclosures over to advertising partners. Wiring only."""

from shared.shell.handover.app import partner

main = partner("advertising")
