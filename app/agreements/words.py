"""What the journal records of agreements, and the words for it.

A new column needs a line in `WORDS`; a new event one in `EVENTS` and one there.
"""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.agreements.models import DocumentKind
from app.agreements.rulebooks.words import WORDS as RULE_WORDS
from app.kernel.i18n import language_name
from app.kernel.iso import LANGUAGES
from app.kernel.words import Word

EVENTS = {
    "agreement.registered": (),
    "agreement.edited": (),
    "agreement.clauses_set": (),
    "agreement.clauses_confirmed": ("topics",),
    "agreement.document_attached": ("file", "sha256"),
    "agreement.document_removed": ("file", "sha256"),
    "agreement.discarded": ("content",),
    "agreement.submitted": (),
    "agreement.approved": (),
    "agreement.returned": ("reason",),
    "agreement.signed": (),
    "agreement.suspended": ("reason",),
    "agreement.resumed": (),
    "agreement.terminated": (),
    "agreement.teach_out_set": (),
    "agreement.renewed": (),
    "agreement.ended_early": (),
    "agreement.notice_given": (),
    "agreement.amended": ("number",),
}

LANGUAGE_NAMES = {code: LazyString(language_name, code) for code in LANGUAGES}

DOCUMENT_NAMES = {
    DocumentKind.SIGNED: _l("The agreement as signed"),
    DocumentKind.AMENDMENT: _l("An amendment as signed"),
    DocumentKind.OTHER: _l("Another document"),
}

STEP_NAMES = {
    "submit": _l("Submit for review"),
    "approve": _l("Approve"),
    "return": _l("Return for correction"),
    "sign": _l("Record the signing"),
    "suspend": _l("Suspend"),
    "resume": _l("Resume"),
    "terminate": _l("Terminate"),
}

STEP_HINTS = {
    "submit": _l("The quality manager then reviews it."),
    "approve": _l("It then goes to the signatory."),
    "return": _l("The international office then corrects it."),
    "sign": _l("It is then in force from the first day of its term."),
    "suspend": _l("Its dates go on; the register shows that it rests."),
    "resume": _l("It is then in force again as its dates say."),
    "terminate": _l("It ends before its time; students can be taught out."),
}

WAITS_FOR = {
    "draft": _l("It is with the international office, which submits it for review."),
    "returned": _l("It is with the international office for correction."),
    "in_review": _l("It waits for the quality manager."),
    "approved": _l("It waits for the signatory."),
}

WORDS = {
    "agreement.registered": Word(_l("Agreement registered")),
    "agreement.edited": Word(_l("Agreement corrected")),
    "agreement.clauses_set": Word(_l("References to clauses entered")),
    "agreement.clauses_confirmed": Word(_l("References to clauses confirmed")),
    "agreement.document_attached": Word(_l("Document attached")),
    "agreement.document_removed": Word(_l("Document removed")),
    "agreement.discarded": Word(_l("Draft discarded")),
    "agreement.submitted": Word(_l("Submitted for review")),
    "agreement.approved": Word(_l("Approved by the quality manager")),
    "agreement.returned": Word(_l("Returned for correction")),
    "agreement.signed": Word(_l("Signed")),
    "agreement.suspended": Word(_l("Suspended")),
    "agreement.resumed": Word(_l("Resumed")),
    "agreement.terminated": Word(_l("Terminated")),
    "agreement.teach_out_set": Word(_l("Teach-out recorded")),
    "agreement.renewed": Word(_l("Renewed or extended")),
    "agreement.ended_early": Word(_l("Earlier end agreed")),
    "agreement.notice_given": Word(_l("Notice of non-renewal recorded")),
    "agreement.amended": Word(_l("Amended")),
    "agreements.code": Word(_l("Code")),
    "number": Word(_l("Number")),
    "title": Word(_l("Title")),
    "agreements.kind": Word(_l("Kind of agreement"), "AGR_KIND"),
    "agreements.parent": Word(_l("Rests on")),
    "agreements.stage": Word(_l("Stage"), "STAGE"),
    "agreements.languages": Word(_l("Languages of the agreement"), names=LANGUAGE_NAMES),
    "prevailing_language": Word(_l("Which version prevails"), names=LANGUAGE_NAMES),
    "levels": Word(_l("Levels of study"), "LEVEL"),
    "signed_on": Word(_l("Signed on")),
    "terminated_on": Word(_l("No longer in force from")),
    "termination_reason": Word(_l("Reason of the termination")),
    "teachout_until": Word(_l("Students are taught out until")),
    "tuition_rule": Word(_l("Who is paid for the partner period"), "TUITION_RULE"),
    "max_students_year": Word(_l("Students a year at most")),
    "signatory_name": Word(_l("Signatory")),
    "signatory_position": Word(_l("Position of the signatory")),
    "contact_name": Word(_l("Contact person")),
    "contact_email": Word(_l("E-mail of the contact")),
    "contact_phone": Word(_l("Telephone of the contact")),
    "return_reason": Word(_l("Why it was returned")),
    "partners": Word(_l("Partners")),
    "campus_country": Word(_l("Country of the campus"), countries=True),
    "campus_city": Word(_l("City of the campus")),
    "institution": Word(_l("Institution")),
    "terms": Word(_l("Terms")),
    "term_kind": Word(_l("How the term ends"), "TERM_TYPE"),
    "cause": Word(_l("Why the term was agreed"), "TERM_CAUSE"),
    "starts_on": Word(_l("First day in force")),
    "ends_on": Word(_l("Last day in force")),
    "renew_years": Word(_l("Renews every so many years")),
    "notice_months": Word(_l("Notice in months")),
    "notice_given_on": Word(_l("Notice given on")),
    "agreed_on": Word(_l("Agreed on")),
    "basis": Word(_l("Basis")),
    "reason": Word(_l("Reason")),
    "overridden": Word(_l("Rules overridden")),
    "effective_on": Word(_l("Takes effect on")),
    "agreements.content": Word(_l("Content")),
    "file": Word(_l("File")),
    "sha256": Word(_l("Checksum (SHA-256)")),
    "agreements.topics": Word(_l("Topics"), codes="CLAUSE"),
    "reference": Word(_l("Clause")),
    "page": Word(_l("Page")),
    "cl_degree": Word(_l("Clause on degrees")),
    "cl_coord": Word(_l("Clause on coordination")),
    "cl_finance": Word(_l("Clause on finance")),
    "cl_admission": Word(_l("Clause on admission")),
    "cl_mob_students": Word(_l("Clause on mobility of students")),
    "cl_mob_staff": Word(_l("Clause on mobility of staff")),
    "cl_assess": Word(_l("Clause on assessment")),
    "cl_credits": Word(_l("Clause on credits")),
    "cl_award": Word(_l("Clause on awards")),
    "cl_qa": Word(_l("Clause on quality assurance")),
    "cl_protect": Word(_l("Clause on the protection of students")),
    "cl_data": Word(_l("Clause on personal data")),
    "has_signed_file": Word(_l("A signed file is attached")),
    "programme_agreements": Word(_l("Agreements concluded under it")),
    "today": Word(_l("Today")),
} | RULE_WORDS
