"""Found first by every Python process of a run that is to die at a chosen point; see ``tests.reliability.killpoint``."""

import os

if "L4E_TEST_KILL" in os.environ:
    from tests.reliability import killpoint

    killpoint.install(os.environ["L4E_TEST_KILL"])
