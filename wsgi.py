"""What the two gunicorns serve: `wsgi:app` over REST, `wsgi:realtime` over sockets."""

from settings import Settings
from web.app import create_app
from web.realtime.app import create_realtime

_settings = Settings.from_environ()
app = create_app(_settings)
realtime = create_realtime(_settings)
