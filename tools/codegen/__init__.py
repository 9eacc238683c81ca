"""Writes the generated part of l4e-sdk from the pinned service description and our own words."""
