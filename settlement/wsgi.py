"""What the web server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settlement.settings")
application = get_wsgi_application()

# All pages are loaded before the first visitor comes, and what is loaded stays as long as the
# process: a full collection that looked through it again would hold every request up by 0.1 s.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()
