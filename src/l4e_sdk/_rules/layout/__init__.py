"""How data lies and is written: keys, names of files, headers, timestamps, label lines, windows, quotas.

The rules of sections 3 and 5.2, as far as they need nothing but the standard library. The client checks files against
them before they are sent, the engine reads files by them: one rule has one place.
"""
