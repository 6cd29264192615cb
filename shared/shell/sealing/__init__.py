"""Day keys: made, kept wrapped in the database, fetched, and used to seal and open what lies on topics and in outboxes.

A key is destroyed by the service `eraser`; a process forgets it by itself after the same time.
"""
