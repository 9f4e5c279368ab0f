"""Every event of the product, declared once with its topic, version and key; bytes to event and back.

`catalog` declares, `codec` alone serialises, `identity` derives the ids that make a repeated event the same one.
Nothing here imports Flask, SQLAlchemy, Celery, Kafka, Redis or the settings, nor another folder of ours.
"""
