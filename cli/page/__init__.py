"""The page at the end of the demo: what happened to whom and why, made of the ledger's entries and of nothing else.

Pure: entries in, page out. No value of personal data is on it, for none is in an entry (P7).
"""
