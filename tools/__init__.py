"""Tools for developers of l4e-sdk; not shipped in the wheel."""
