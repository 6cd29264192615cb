"""What holds for any pack, any register and any history of events: the strategies, the oracle and the properties.

`python -m tests.properties` runs them in number; `tests/unit/test_properties.py` does so shortly, and plants bugs.
"""
