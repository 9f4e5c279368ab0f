"""What the gunicorn of these tests serves: the socket application, with the limits and the pace that a test wants."""

import json
import os

from settings import Settings
from web.realtime.app import create_realtime
from web.realtime.limits import Limits

_PACE = json.loads(os.environ.get("PACE", "{}"))
app = create_realtime(Settings.from_environ(), Limits(**json.loads(os.environ["LIMITS"])), _PACE)
