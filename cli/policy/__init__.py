"""`sekisho policy`: what a privacy officer does with packs and registers."""
