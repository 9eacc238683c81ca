"""The rules of the service that client and engine share: the contents of requests, and the layout of files."""
