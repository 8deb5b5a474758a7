"""« Importer »: a document is brought, read apart, reviewed beside its source, and taken into the catalogue."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from gersapp.catalogue.history.revisions import Cause
from gersapp.errors import DocumentRefused, EditorsUnavailable, ImportRefused, NotFound
from gersapp.exchange.limits import MAX_PASTED_BYTES, MAX_UPLOADED_BYTES
from gersapp.reviews.files import new_review_id
from gersapp.reviews.repository import Pending
from gersapp.reviews.review import Review
from gersapp.reviews.taking import Taking, record_added
from gersapp.web import htmx
from gersapp.web.changes import RefusedForm, submit_edit
from gersapp.web.current import current_imports, current_readings, current_snapshot
from gersapp.web.french import counted, day_of, when
from gersapp.web.french_imports import name_source, say_stage
from gersapp.web.imports.bringing import LONG_BODY, Brought, read_brought
from gersapp.web.imports.page import Page
from gersapp.web.navigation import home, see_other
from gersapp.web.rendering.pages import render_fragment, render_page, respond_refusal
from gersapp.web.security.access import current_editor, log_refusal, warn_unavailable

bp = Blueprint("imports", __name__)

_UNAVAILABLE = "C’est impossible pour l’instant : le journal du serveur dit pourquoi. Rien n’est changé."
_GONE = "Cet import n’est plus là : il a été retiré, ou il attendait depuis plus de 14 jours."
