"""The `flask …` commands, run in this process: a real one takes half a second."""

from flask import Flask
from flask.testing import FlaskCliRunner

from gersapp import commands
from gersapp.settings import Settings


def runner_of(settings: Settings) -> FlaskCliRunner:
    """Return what runs the commands, with these settings."""
    app = Flask("gersapp")
    commands.init_app(app, settings)
    return app.test_cli_runner()
