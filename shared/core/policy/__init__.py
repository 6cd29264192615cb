"""Packs and registers: from what a person writes (`source`) to what a decision uses (`plan`)."""
