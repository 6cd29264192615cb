"""Outsiders: what stands on the other side of our boundary. They see `contracts` and nothing else of Sekisho."""
