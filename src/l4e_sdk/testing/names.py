"""Operations by either of their names: the API's, or the method's."""

from __future__ import annotations

import difflib
from functools import cache

from botocore import xform_name

from l4e_sdk._botocore_data import ServiceDescription
from l4e_sdk.errors import InvalidValueError


def operation_name(name: str) -> str:
    """Return the API's name of an operation: ``DescribeModel`` for ``DescribeModel`` and for ``describe_model``.

    Raises:
        InvalidValueError: the service does not have the operation.
    """
    known = _names()
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "write it as the API or as the method, 'describe_model'."
    raise InvalidValueError(f"operation is {name!r}, which the service does not have; {hint}")


@cache
def _names() -> dict[str, str]:
    operations = ServiceDescription.load().operations
    return {name: name for name in operations} | {xform_name(name): name for name in operations}
