"""Flask blueprints, one noun a file: requests become events and queries, rows become JSON; also the sockets.

A view validates, acts and answers; what it decides stands in `rules`, what it asks of a store in `models` or `bridges`.
It may import bridges, models, events and rules; not tasks, not the lab, and not the settings, which are handed to it.
"""
