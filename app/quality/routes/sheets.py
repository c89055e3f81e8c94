"""A review on paper and as a workbook, in the order in which an agency reads it."""

from typing import Any

from app.kernel.web.guard import guard
from app.kernel.web.pages import page
from app.quality import queries, workbook
from app.quality.models import Review
from app.quality.routes.blueprint import blueprint
from app.quality.routes.matrix import sent
from app.quality.routes.reviews import lines_of


@blueprint.get("/quality/reviews/<int:review_id>/sheet")
@guard("review.show", on=queries.review)
def sheet(review: Review) -> Any:
    """The review as a self-evaluation to be printed."""
    return page("quality/sheet.html", review=review, lines=lines_of(review))


@blueprint.get("/quality/reviews/<int:review_id>/workbook")
@guard("review.show", on=queries.review)
def review_workbook(review: Review) -> Any:
    """The review as a workbook."""
    content = workbook.review(review, lines_of(review))
    return sent(content, f"review-{review.id}-{review.framework.code}.xlsx")
