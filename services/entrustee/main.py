"""Hand disclosures over to entrustees, supporters and agents. Wiring only."""

from shared.shell.handover.app import partner

main = partner("entrustee")
