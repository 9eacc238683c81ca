"""The layout and format of data: keys, file names, headers, timestamps, label lines, windows, quotas.

The rules need only the standard library. The client checks files against them before an upload, and the engine reads
files with them.

Source: service/ingestion#layout, service/ingestion#csv, service/labels#file, service/inference#file-names.
"""
