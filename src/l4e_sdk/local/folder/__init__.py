"""The folder of an engine: how it opens, where its parts are, and which of them the state points at."""
