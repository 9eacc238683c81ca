"""The work that runs in a worker process: training a version, comparing two, and judging windows."""
