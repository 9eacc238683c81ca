"""Values that check themselves when they are made, and become plain texts and numbers in a request.

Operations and facades accept them wherever they accept the plain form.
"""

from l4e_sdk.values.off_condition import OffCondition
from l4e_sdk.values.resource_policy import ResourcePolicy
from l4e_sdk.values.s3_uri import S3Uri
from l4e_sdk.values.time_range import TimeRange

__all__ = ["OffCondition", "ResourcePolicy", "S3Uri", "TimeRange"]
