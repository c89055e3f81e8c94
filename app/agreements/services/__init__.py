"""Every write on agreements: registering, correcting, the steps, terms, amendments, files.

Each service checks everything first, then changes, then writes the journal.
What a person saw is told by `seen`, the version of the record: when somebody
else was quicker, the later one gets a Conflict with both values.
"""

from app.agreements.services.clauses import confirm_clauses, set_clauses
from app.agreements.services.content import edit, register
from app.agreements.services.papers import amend, attach, detach
from app.agreements.services.steps import (
    approve,
    discard,
    resume,
    send_back,
    sign,
    submit,
    suspend,
    teach_out,
    terminate,
)
from app.agreements.services.terms import content_of, end_early, give_notice, renew
from app.agreements.services.values import (
    AmendmentValue,
    ClauseValue,
    ContentValue,
    EarlyEndValue,
    PartnerValue,
    RenewalValue,
    SigningValue,
    TerminationValue,
    TermValue,
)

__all__ = [
    "AmendmentValue",
    "ClauseValue",
    "ContentValue",
    "EarlyEndValue",
    "PartnerValue",
    "RenewalValue",
    "SigningValue",
    "TermValue",
    "TerminationValue",
    "amend",
    "approve",
    "attach",
    "confirm_clauses",
    "content_of",
    "detach",
    "discard",
    "edit",
    "end_early",
    "give_notice",
    "register",
    "renew",
    "resume",
    "send_back",
    "set_clauses",
    "sign",
    "submit",
    "suspend",
    "teach_out",
    "terminate",
]
