"""Mutations of a pack, each one fault that a person could write, and whether any decision could tell it.

For `sekisho policy mutate`: a scenario that no mutation turns red shows nothing; a mutation that no scenario turns red
is either no change at all (`table`), or a condition that nobody has shown. Pure; nothing of it runs in a deployment.
"""
