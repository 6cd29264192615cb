"""How a test reaches the embedded broker under one principal's name."""

from cli.embedded.stack import EmbeddedStack


def client(stack: EmbeddedStack, principal: str) -> dict[str, str | int | float | bool]:
    """Return a client's settings."""
    user, password = stack.credentials(principal)
    return {
        "bootstrap.servers": stack.bootstrap,
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": user,
        "sasl.password": password,
        "log_level": 0,
    }
