"""Sensor data on the user's side: schemas, checks, uploads, labels, live files. Needs neither pandas nor polars."""
