"""What the gunicorn of these tests serves: the socket application, with the limits that a test wants."""

import json
import os

from settings import Settings
from web.realtime.app import create_realtime
from web.realtime.limits import Limits

app = create_realtime(Settings.from_environ(), Limits(**json.loads(os.environ["LIMITS"])))
