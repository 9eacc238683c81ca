"""Resource policies for the long runs."""

from __future__ import annotations

import json


def policy(arn: str, version: int) -> str:
    """Return a policy that lets another account import a dataset, and counts how often it was changed."""
    statement = {
        "Sid": f"v{version}",
        "Effect": "Allow",
        "Principal": {"AWS": "111122223333"},
        "Action": "lookoutequipment:ImportDataset",
        "Resource": arn,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
