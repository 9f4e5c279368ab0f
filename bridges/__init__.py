"""The wires: Kafka to Celery, outbox to Kafka, Redis for boards and running sessions.

Bridges carry bytes and decide nothing; they send tasks by name and import none.
They may import models, events and rules; not web, not tasks.
"""
