"""The blueprint that all pages of this feature hang on."""

from flask import Blueprint

blueprint = Blueprint("returns", __name__, template_folder="../templates")
