"""Several processes together on a real Kafka and PostgreSQL."""
