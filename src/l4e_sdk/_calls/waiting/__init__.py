"""The one way to wait, for every resource.

What is waited for is data: the acceptors of the waiters that boto3 gets from ``botocore_data``. The loop adds what
botocore's own has not: a deadline, a growing interval with jitter, a clock that can be replaced, progress, several
resources at once, and errors that carry the last description.
"""

from l4e_sdk._calls.waiting.event import OnPoll, WaitEvent
from l4e_sdk._calls.waiting.loop import run, run_all
from l4e_sdk._calls.waiting.patience import PATIENCE, Patience
from l4e_sdk._calls.waiting.token import WaitToken
from l4e_sdk._calls.waiting.watch import Watch

__all__ = ["PATIENCE", "OnPoll", "Patience", "WaitEvent", "WaitToken", "Watch", "run", "run_all"]
