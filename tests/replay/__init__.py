"""Recorded events decided again: in another process, hash seed, time zone, locale or batch the bytes are the same."""
