"""Pages of quality; each module says what it shows and gives its pages their addresses."""

from flask import Blueprint

from app.quality.routes import policy

blueprint = Blueprint("quality", __name__, template_folder="../templates")

policy.mount(blueprint)
