"""Takes jobs from the queue, runs each in its four steps, and reports how far work has come."""
