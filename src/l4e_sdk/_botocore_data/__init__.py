"""A botocore data directory of our own: the pinned service descriptions, paginators and waiters.

botocore never had paginators or waiters for this service and drops ended services from its releases; with this
directory on a loader's search path a boto3 client has the former and survives the latter.
"""

from l4e_sdk._botocore_data.description import (
    API_VERSION,
    DATA_DIR,
    SERVICE,
    VISION,
    Operation,
    ServiceDescription,
    ShapeFacts,
)

__all__ = ["API_VERSION", "DATA_DIR", "SERVICE", "VISION", "Operation", "ServiceDescription", "ShapeFacts"]
