"""A machine whose sensors all follow its load."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from l4e_sdk.errors import InvalidValueError
from l4e_sdk.layout.header_words import X
