"""`sekisho policy`: what officers do with packs and registers, offline and at the policy service."""
