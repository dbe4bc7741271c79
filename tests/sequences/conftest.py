"""No time limit for property tests: on a busy machine it fails by chance."""

from hypothesis import settings

settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")
