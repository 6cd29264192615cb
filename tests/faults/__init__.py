"""Faults on purpose: what must never happen, looked for where it would happen."""
