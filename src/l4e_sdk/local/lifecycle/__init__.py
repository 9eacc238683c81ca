"""The states of section 2 of the service's behaviour, as pure functions from description to description."""
