"""AWS JSON 1.0: bytes to shapes, shapes to bytes, faults to error answers. Knows no handler."""
