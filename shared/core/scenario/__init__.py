"""Stories that privacy officers write: steps of a shop's days, and for each who gets what, who waits, who gets nothing.

Read from YAML (`source`), run in a world in memory (`run`). Pure: files, shops and the real system are the caller's.
"""
