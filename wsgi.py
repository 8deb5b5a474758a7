"""The application that gunicorn serves: `gunicorn -c gunicorn.conf.py wsgi:app`."""

from gersapp import create_app

app = create_app()
