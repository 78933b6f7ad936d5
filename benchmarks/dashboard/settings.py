"""The product's settings with one more address, at which a member asks nothing."""

from proactivox.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.dashboard.urls"
