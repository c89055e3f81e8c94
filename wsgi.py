"""The WSGI entry: `gunicorn wsgi:app`, `flask --app wsgi …`."""

import sys

from app import create_app
from config import ConfigurationError

try:
    app = create_app()
except ConfigurationError as problem:
    sys.exit(f"Qosdiplom cannot start: {problem}")
