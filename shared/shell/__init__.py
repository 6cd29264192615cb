"""The world, once: broker, database, hand-over, web, telemetry, keys, settings."""
