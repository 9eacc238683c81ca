"""A detector of scikit-learn on what an engine has ingested: ``python -m benchmarks.scale_others NAME FOLDER``."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ROWS = 32_768


def main() -> None:
    """Fit and score."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    values = read(folder)
    begun = time.perf_counter()
    if name == "pca":
        model = PCA(0.9, svd_solver="covariance_eigh").fit(values)
    else:
        model = IsolationForest(random_state=0, n_jobs=2).fit(values)
    fitted = time.perf_counter()
    for first in range(0, len(values), _ROWS):
        block = values[first : first + _ROWS]
        if isinstance(model, PCA):
            np.square(block - model.inverse_transform(model.transform(block))).sum(axis=1)
        else:
            model.score_samples(block)
    print(json.dumps({"fit": fitted - begun, "score": time.perf_counter() - fitted}))


def read(folder: Path) -> NDArray[np.float32]:
    """Read the largest parquet file below a folder, column by column, each in its own units of spread."""
    path = max(folder.rglob("*.parquet"), key=lambda one: one.stat().st_size)
    names = pl.read_parquet_schema(path)
    sensors = [name for name in names if not name.startswith("@")]
    columns = [pl.read_parquet(path, columns=[name])[name].to_numpy() for name in sensors]
    values = np.empty((len(columns[0]), len(columns)), np.float32)
    for index, column in enumerate(columns):
        values[:, index] = (column - column.mean()) / column.std()
    return values


if __name__ == "__main__":
    main()
