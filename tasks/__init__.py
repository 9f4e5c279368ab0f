"""Celery's tasks: load, call a rule, save; one that runs twice has done its work once.

`app` is what `celery -A tasks` finds; `celeryconfig.py` says where everything runs and when.
Tasks may import bridges, models, events and rules, never the web.
"""

from celery import Celery

app = Celery("buzzline")
app.config_from_object("celeryconfig")
