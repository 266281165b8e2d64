"""What gunicorn serves."""

import os
from contextlib import suppress

from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice_site.settings")

application = get_wsgi_application()

from practice_site import start_checks  # noqa: E402  Django must be set up first
from practice_site.charset_guard import ReadableRequest  # noqa: E402

application.request_class = ReadableRequest

# A site whose database is away starts all the same: it says so on every page, and goes on once it is back.
with suppress(DatabaseError):
    start_checks.run()
connection.close()  # the workers are forked from here and must not share it
