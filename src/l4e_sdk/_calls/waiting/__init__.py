"""Waits for all resources.

The end states come from data: the acceptors of the waiters that boto3 also gets, in ``_botocore_data``. This loop has
more than botocore's: a deadline, a growing interval with jitter, a replaceable clock, progress, several resources at
once, and errors with the last description.
"""

from l4e_sdk._calls.waiting.event import OnPoll, WaitEvent
from l4e_sdk._calls.waiting.loop import run, run_all
from l4e_sdk._calls.waiting.patience import PATIENCE, Patience
from l4e_sdk._calls.waiting.token import WaitToken
from l4e_sdk._calls.waiting.watch import Watch

__all__ = ["PATIENCE", "OnPoll", "Patience", "WaitEvent", "WaitToken", "Watch", "run", "run_all"]
