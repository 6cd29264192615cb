"""What crosses a boundary: topics, event types, entries, the field vocabulary and the deployment table.

Imports nothing of ours; everything else may import it, outsiders too.
"""
