"""The ledger's arithmetic: leaves, tree, signed notes, numbering and audit. Pure, and usable by an auditor alone."""
