"""Partners with their coordinators, diplomas, accreditation."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from app.kernel.i18n import name
from app.kernel.web.forms import Form, choice, count, day, email_shape, listed, text
from app.kernel.web.rows import Row, Rows
from app.programmes.forms.fields import (
    FIRST_YEAR,
    LAST_YEAR,
    complete,
    need,
    number,
)
from app.programmes.models import (
    AccreditationKind,
    AwardRole,
    DiplomaScheme,
    Programme,
    ProgrammeAward,
)
from app.programmes.services import AccreditationValue, AwardValue, PartnersValue, PartnerValue

MOST_PARTNERS, MOST_AWARDS = 40, 24

# The role that each institution's diploma has by the scheme: at home, and at a partner.
ROLES = {
    DiplomaScheme.TWO_EQUAL: (AwardRole.EQUAL, AwardRole.EQUAL),
    DiplomaScheme.MAIN_ADDITIONAL: (AwardRole.MAIN, AwardRole.ADDITIONAL),
    DiplomaScheme.ONE_JOINT: (AwardRole.JOINT, AwardRole.JOINT),
}


class PartnerRow(Row):
    """A partner of the agreement, and what it does for the programme."""

    institution_id = HiddenField()
    teaches = BooleanField(_l("Teaches the programme"))
    programme_name = text(
        _l("Name of the programme there"), hint=_l("In the language of the original")
    )
    coordinator_name = text(_l("Coordinator"), most=200)
    coordinator_email = text(_l("E-mail of the coordinator"), most=254)

    validate_coordinator_email = staticmethod(email_shape)

    def value(self) -> PartnerValue:
        """The partner as typed; an id that is no number is nobody's."""
        return PartnerValue(
            number(self.institution_id.data) or 0,
            self.programme_name.data or "",
            self.coordinator_name.data or "",
            self.coordinator_email.data or "",
        )


class PartnersForm(Form):
    """Coordinators on both sides, and the partners that teach."""

    coordinator_name = text(_l("Coordinator at the home university"), most=200)
    coordinator_email = text(_l("E-mail of the coordinator"), most=254)
    partners = Rows(PartnerRow, most=MOST_PARTNERS, label=_l("Partners"))

    validate_coordinator_email = staticmethod(email_shape)

    def show(self, programme: Programme) -> None:
        """A row for each partner of the agreement, those that teach it ticked."""
        self.version.data = programme.version
        self.coordinator_name.data = programme.coordinator_name
        self.coordinator_email.data = programme.coordinator_email
        taught = {partner.institution_id: partner for partner in programme.partners}
        self.partners.entries = []
        self.partners.last_index = -1
        for partner in programme.agreement.partners:
            known = taught.get(partner.institution_id)
            self.partners.append_entry(
                {
                    "institution_id": str(partner.institution_id),
                    "teaches": known is not None,
                    "programme_name": known.programme_name if known else "",
                    "coordinator_name": known.coordinator_name if known else "",
                    "coordinator_email": known.coordinator_email if known else "",
                }
            )

    def offer(self, programme: Programme) -> None:
        """Say whose row each is."""
        names = {str(p.institution_id): p.institution for p in programme.agreement.partners}
        for row in self.partners.entries:
            row.institution = names.get(str(row.form.institution_id.data))

    def value(self) -> tuple[PartnersValue, int]:
        """Coordinator and partners that teach, and the version that was seen."""
        rows = [row.form.value() for row in self.partners if row.form.teaches.data]
        by_id = {row.institution_id: row for row in rows}
        return (
            PartnersValue(
                tuple(by_id.values()),
                self.coordinator_name.data or "",
                self.coordinator_email.data or "",
            ),
            self.seen_version,
        )


class AwardRow(Row):
    """Who awards what to which intakes. A row left blank is no diploma."""

    institution = choice(_l("University"), list, required=False)
    role = choice(_l("What the diploma is"), listed("AWARD_ROLE"), required=False)
    degree = text(_l("Degree as it stands on the diploma"))
    intake_from = count(_l("From the intake of"), least=FIRST_YEAR, most=LAST_YEAR)
    intake_until = count(
        _l("Until the intake of"),
        least=FIRST_YEAR,
        most=LAST_YEAR,
        hint=_l("Leave empty while it goes on."),
    )
    supplement = BooleanField(_l("With a diploma supplement"))

    def value(self) -> AwardValue:
        """The award as typed."""
        return AwardValue(
            institution_id=number(self.institution.data) or 0,
            intake_from=self.intake_from.data,
            intake_until=self.intake_until.data,
            role=AwardRole(self.role.data),
            degree=self.degree.data or "",
            supplement=self.supplement.data,
        )


class AwardsForm(Form):
    """All diplomas of a programme."""

    awards = Rows(AwardRow, most=MOST_AWARDS, label=_l("Diplomas"))

    def show(self, programme: Programme) -> None:
        """What is recorded; of nothing, a row for each university as the scheme has it."""
        self.version.data = programme.version
        rows = [_award_row(award) for award in programme.awards] or _expected(programme)
        self.awards.entries = []
        self.awards.last_index = -1
        for row in rows:
            self.awards.append_entry(row)

    def offer(self, programme: Programme) -> None:
        """Say which universities can award a diploma."""
        teaching = (programme.agreement.home, *(p.institution for p in programme.partners))
        places = [(str(one.id), name(one)) for one in teaching]
        for row in self.awards.entries:
            row.form.institution.choices = [("", _l("not chosen")), *places]
            need(row.form.institution, row.form.role, row.form.degree, row.form.intake_from)

    def validate_awards(self, field: Rows) -> None:
        """Each row says who, what and since when."""
        complete(field, ("institution", "role", "intake_from"))

    def value(self) -> tuple[list[AwardValue], int]:
        """The awards as typed, and the version that was seen."""
        return [row.value() for row in self.awards.filled], self.seen_version


class AccreditationForm(Form):
    """A decision of an accreditation agency."""

    agency = choice(_l("Agency"), listed("AGENCY"))
    kind = choice(_l("Kind of accreditation"), listed("ACCR_KIND"))
    valid_from = day(_l("Valid from"), required=True)
    valid_until = day(_l("Valid until"), required=True)
    decision = text(_l("Number of the decision"), most=120)

    def value(self) -> AccreditationValue:
        """The decision as typed."""
        return AccreditationValue(
            agency=self.agency.data,
            kind=AccreditationKind(self.kind.data),
            valid_from=self.valid_from.data,
            valid_until=self.valid_until.data,
            decision=self.decision.data or "",
        )


def _award_row(award: ProgrammeAward) -> dict[str, Any]:
    return {
        "institution": str(award.institution_id),
        "role": award.role.value,
        "degree": award.degree,
        "intake_from": award.intake_from,
        "intake_until": award.intake_until,
        "supplement": award.supplement,
    }


def _expected(programme: Programme) -> list[dict[str, Any]]:
    home, partner = ROLES[programme.diploma_scheme]
    shared = {"intake_from": programme.first_intake, "supplement": True}
    return [
        {"institution": str(programme.agreement.home_id), "role": home.value, **shared},
        *(
            {"institution": str(one.institution_id), "role": partner.value, **shared}
            for one in programme.partners
        ),
    ]
