"""Kafka, PostgreSQL and all services on one machine, without Docker and without root.

For demonstration and tests: all processes run under one user, so their separation is that of broker, database and
key files (P9), not that of the operating system.
"""
