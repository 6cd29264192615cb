"""What holds for every test that Hypothesis makes examples for. Fixtures are beside the tests that use them."""

from hypothesis import HealthCheck, settings


def pytest_configure() -> None:
    """Judge no example by the clock: this machine may run a broker beside, and a slow example is no wrong one.

    A test that hangs is ended by its timeout (`pyproject.toml`); what deciding costs is measured by `benchmarks`.
    """
    settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("unhurried")
