"""The states of resources, as pure functions from description to description.

Source: service/datasets#states, service/models#states, service/inference#states, service/retraining#states.
"""
