"""Hand disclosures over to the pages of the shop's own site. Wiring only."""

from shared.shell.handover.app import partner

main = partner("listing")
