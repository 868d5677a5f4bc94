"""Servers for developing and testing: one private PostgreSQL, Redis and httpd below one folder.

`make run` (tests/harness/run) and the test fixtures (tests/conftest.py) use the same classes.
"""
