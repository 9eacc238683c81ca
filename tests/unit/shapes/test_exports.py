import subprocess
import sys

import pytest

from l4e_sdk import shapes


def test_every_exported_name_can_be_imported() -> None:
    assert all(getattr(shapes, name) is not None for name in shapes.__all__)


def test_the_listing_of_the_package_is_what_it_exports() -> None:
    assert dir(shapes) == sorted(shapes.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Pump'"):
        shapes.Pump  # noqa: B018


def test_importing_the_package_builds_no_shape() -> None:
    code = "import sys, l4e_sdk.shapes; print('pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "False"


def test_importing_one_shape_leaves_other_groups_alone() -> None:
    code = "import sys; from l4e_sdk.shapes import Tag; print('l4e_sdk.shapes.models' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "False"
