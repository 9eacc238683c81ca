"""From a typed call to bytes and back: sessions, boto3 clients, encoding, pages, waits and retries."""
