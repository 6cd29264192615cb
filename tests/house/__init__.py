"""The house itself: its documents, its tree and its rules, read as text; needs no server."""
