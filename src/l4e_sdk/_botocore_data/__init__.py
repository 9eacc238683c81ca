"""A botocore data directory: the pinned service descriptions, paginators and waiters.

botocore never had paginators or waiters for this service, and its releases remove services that have ended. With this
directory on a loader's search path, boto3 has the paginators and waiters, and still knows the service.
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
