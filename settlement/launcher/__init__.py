"""The front door of a local site: starts and stops its servers; knows nothing of the rooms.

It never imports Django: it prepares an environment and runs `manage.py`, the web server, the
workers and the checks as processes of their own.
"""
