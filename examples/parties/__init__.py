"""Outside parties for demonstration and tests: they verify, drop repeats, and log what they received.

They know the contract and nothing else of Sekisho: no credential, no topic, no code of the services.
"""

from examples.parties.server import serve

__all__ = ["serve"]
