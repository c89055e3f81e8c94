"""What the journal records of collections and returns, and the words for it."""

from flask_babel import lazy_gettext as _l

from app.kernel.words import Word

EVENTS: dict[str, tuple[str, ...]] = {
    "campaign.planned": (),
    "campaign.edited": (),
    "campaign.opened": ("institutions",),
    "campaign.published": ("returns",),
    "return.expected": (),
    "return.excused": ("reason",),
    "return.extended": (),
    "return.uploaded": ("delivery", "door"),
    "return.submitted": ("delivery", "digest"),
    "return.withdrawn": (),
    "return.reviewed": (),
    "return.returned": ("reason",),
    "return.accepted": ("delivery", "digest"),
}

WORDS = {
    "campaign.planned": Word(_l("Collection planned")),
    "campaign.edited": Word(_l("Collection changed")),
    "campaign.opened": Word(_l("Collection opened to the universities")),
    "campaign.published": Word(_l("Collection published")),
    "return.expected": Word(_l("Return asked for")),
    "return.excused": Word(_l("Return not asked for any more")),
    "return.extended": Word(_l("More time granted")),
    "return.uploaded": Word(_l("Data taken in and checked")),
    "return.submitted": Word(_l("Submitted to the national centre")),
    "return.withdrawn": Word(_l("Taken back by the institution")),
    "return.reviewed": Word(_l("Review begun")),
    "return.returned": Word(_l("Returned for correction")),
    "return.accepted": Word(_l("Accepted into the national figures")),
    "extended_until": Word(_l("Last day")),
    "extension_reason": Word(_l("Reason")),
    "opens_on": Word(_l("First day")),
    "closes_on": Word(_l("Last day")),
    "corrections_until": Word(_l("Corrections until")),
    "publish_on": Word(_l("Publication")),
    "campaigns.reference_on": Word(_l("Day on which students are counted")),
    "campaigns.kind": Word(_l("What is collected"), codes="CAMPAIGN_KIND"),
    "campaigns.edition": Word(_l("Edition of the workbook")),
    "news_kk": Word(_l("What changed in this edition, in Kazakh")),
    "news_ru": Word(_l("What changed in this edition, in Russian")),
    "news_en": Word(_l("What changed in this edition, in English")),
}
