"""A botocore data directory of our own: the pinned service descriptions, paginators and waiters.

botocore never had paginators or waiters for this service and drops ended services from its releases; with this
directory on a loader's search path a boto3 client has the former and survives the latter.
"""

from l4e_sdk._botocore_data.catalogue import SERVICES, Catalogue, catalogue
from l4e_sdk._botocore_data.description import (
    API_VERSION,
    API_VERSIONS,
    DATA_DIR,
    EXTENSION,
    SERVICE,
    VISION,
    Description,
    Operation,
    ServiceDescription,
    ShapeFacts,
    data_folder,
)

__all__ = [
    "API_VERSION",
    "API_VERSIONS",
    "DATA_DIR",
    "EXTENSION",
    "SERVICE",
    "SERVICES",
    "VISION",
    "Catalogue",
    "Description",
    "Operation",
    "ServiceDescription",
    "ShapeFacts",
    "catalogue",
    "data_folder",
]
