"""Tables and the queries on them, one noun a module; what the product remembers.

Functions take an open connection and never commit: whoever opens a transaction ends it.
Nothing here imports Flask, Celery, Kafka, Redis, the settings, or a folder above (web, tasks, bridges).
"""
