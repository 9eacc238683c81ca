"""Objects at ``s3://bucket/key``, in the engine's folder or at an S3 endpoint."""

from l4e_sdk.local.objects.errors import MissingObjectError
from l4e_sdk.local.objects.folder import FolderObjects, is_partial, is_text
from l4e_sdk.local.objects.key_ranges import KeyRanges
from l4e_sdk.local.objects.objects import ObjectContent, ObjectInfo, Objects
from l4e_sdk.local.objects.s3 import S3Objects
from l4e_sdk.local.objects.s3_settings import S3Settings

__all__ = [
    "FolderObjects",
    "KeyRanges",
    "MissingObjectError",
    "ObjectContent",
    "ObjectInfo",
    "Objects",
    "S3Objects",
    "S3Settings",
    "is_partial",
    "is_text",
]
