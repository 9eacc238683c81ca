"""The characters of names, and the sizes of data (service/limits#names, service/limits#datasets)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

COMPONENT_NAME: Final = re.compile(r"[0-9a-zA-Z._\-]{1,200}")
COLUMN_NAME: Final = re.compile(r"[0-9a-zA-Z:#$.\-_]{1,200}")
COLUMN_NAME_RULE: Final = "1 to 200 letters, digits and characters of : # $ . _ -"

MAX_COMPONENTS: Final = 3000
"""Components per dataset."""
MAX_COLUMNS: Final = 3000
"""Columns over all components, timestamps not counted."""
MAX_FILES: Final = 1000
"""Files per component of a dataset."""
MAX_FILE: Final = 5 * 2**30
"""Bytes of a file: 5 GB."""
MAX_DATASET: Final = 50 * 2**30
"""Bytes of a dataset: 50 GB."""

SHORTEST_SPAN: Final = timedelta(days=14)
"""The shortest range of a usable sensor."""
LARGE_GAP: Final = timedelta(days=30)
"""The shortest gap in time that ingestion reports."""
