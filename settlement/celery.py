"""The Celery app. Rows in PostgreSQL are the work; a message only rings the bell."""

import os

from celery import Celery

from settlement import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settlement.settings")

broker.install()
app = Celery("prorata")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
