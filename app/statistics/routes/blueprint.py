"""The blueprint that all pages of this feature hang on."""

from flask import Blueprint

blueprint = Blueprint("statistics", __name__, template_folder="../templates")
