"""The rules of the service that client and engine share: what a request may hold, and how data lies in files."""
