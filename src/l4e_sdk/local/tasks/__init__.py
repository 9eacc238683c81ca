"""The parts of a task for a worker process: history, labels, ranges of time, and locations of results."""
