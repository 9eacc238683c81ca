"""How data lies and is written: keys, names of files, headers, timestamps, label lines, windows, quotas.

The rules need only the standard library. The client checks files against them before it sends them, and the engine
reads files by them.

Source: service/ingestion#layout, service/ingestion#csv, service/labels#file, service/inference#file-names.
"""
