"""The dossier of a yearly audit: what a shop's log, its published versions and its register say of a period. Pure."""
