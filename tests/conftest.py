"""Settings for every test."""

import os

from hypothesis import HealthCheck, settings

# A busy machine must not fail a test; where nobody looks on, the same examples are tried each time.
settings.register_profile(
    "sayso", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("sayso")
