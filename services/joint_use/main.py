"""Hand disclosures over to joint users and affiliates. Wiring only."""

from shared.shell.handover.app import partner

main = partner("joint_use")
