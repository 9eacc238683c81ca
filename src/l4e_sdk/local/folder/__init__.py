"""The folder of an engine: opening it, its paths, and the references of the database to it."""
