"""Values that say more than the texts and numbers which they become on the wire, and are checked when they are made.

Operations and facades take them wherever they take what they stand for.
"""

from l4e_sdk.values.off_condition import OffCondition
from l4e_sdk.values.resource_policy import ResourcePolicy
from l4e_sdk.values.s3_uri import S3Uri
from l4e_sdk.values.time_range import TimeRange

__all__ = ["OffCondition", "ResourcePolicy", "S3Uri", "TimeRange"]
