"""What a task carries into a worker process: history, labels, ranges of time, and where results go."""
