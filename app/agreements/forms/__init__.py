"""Forms on agreements: shape checks only. Field names are the model's columns."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import InputRequired, ValidationError

from app.agreements.content import COLUMNS, PARTNER_COLUMNS
from app.agreements.forms.clauses import ClausesForm, ConfirmForm
from app.agreements.forms.fields import (
    chosen_id,
    email,
    pdf,
    places,
    several,
    written_languages,
)
from app.agreements.models import Agreement, DocumentKind, Kind, Stage, Term, TuitionRule
from app.agreements.queries import WINDOWS, Filters
from app.agreements.services import (
    AmendmentValue,
    ContentValue,
    EarlyEndValue,
    PartnerValue,
    RenewalValue,
    SigningValue,
    TerminationValue,
    TermValue,
)
from app.agreements.term import TermCause, TermKind, Validity
from app.agreements.words import DOCUMENT_NAMES
from app.institutions.models import Institution
from app.kernel.files import Upload
from app.kernel.i18n import code, countries, name
from app.kernel.iso import COUNTRIES
from app.kernel.web.forms import Form, choice, count, day, listed, prose, text, upload
from app.kernel.web.rows import Row, Rows

__all__ = ["ClausesForm", "ConfirmForm"]

MOST_PARTNERS = 12


class PartnerRow(Row):
    """One partner: who it is, who signs there, whom to write to."""

    institution_id = choice(_l("Partner university"), list, required=False, empty=_l("not chosen"))
    campus_country = choice(
        _l("Country of the campus, if another"),
        lambda: countries(COUNTRIES),
        required=False,
        empty=_l("the same"),
    )
    campus_city = text(_l("City of the campus"), most=120)
    signatory_name = text(_l("Signs for the partner"), most=200)
    signatory_position = text(_l("Position of the partner's signatory"), most=200)
    contact_name = text(_l("Contact person at the partner"), most=200)
    contact_email = email(_l("E-mail at the partner"))
    contact_phone = text(_l("Telephone at the partner"), most=40)

    def value(self) -> PartnerValue:
        """The partner as typed."""
        rest = {key: str(self._fields[key].data or "") for key in PARTNER_COLUMNS}
        return PartnerValue(institution_id=chosen_id(self.institution_id.data) or 0, **rest)


class ContentForm(Form):
    """What an agreement says, its term aside."""

    number = text(
        _l("Number on paper"), required=True, most=60, hint=_l("As it stands on the agreement")
    )
    title = text(_l("Title"), required=True, most=300)
    kind = choice(
        _l("Kind of agreement"), listed("AGR_KIND"), required=True, empty=_l("not chosen")
    )
    parent_id = choice(
        _l("Rests on"),
        list,
        required=False,
        empty=_l("no other agreement"),
        hint=_l("The memorandum or agreement under which this one is concluded"),
    )
    levels = several(_l("Levels of study"), listed("LEVEL"))
    languages = several(_l("Languages of the agreement"), written_languages)
    prevailing_language = choice(
        _l("Which version prevails"), written_languages, required=False, empty=_l("all equally")
    )
    partners = Rows(PartnerRow, most=MOST_PARTNERS, label=_l("Partners"))
    tuition_rule = choice(
        _l("Who is paid for the partner period"), listed("TUITION_RULE"), required=False
    )
    max_students_year = count(_l("Students a year at most"), least=1, most=10_000)
    signatory_name = text(_l("Signs for the home institution"), most=200)
    signatory_position = text(_l("Position of the signatory"), most=200)
    contact_name = text(_l("Contact person"), most=200)
    contact_email = email(_l("E-mail"))
    contact_phone = text(_l("Telephone"), most=40)

    def offer(self, institutions: list[Institution], parents: list[Agreement]) -> None:
        """Say which partners and which parents can be chosen."""
        offered = places(institutions)
        for entry in self.partners.entries:
            field = entry.form.institution_id
            field.choices = [*field.choices[:1], *offered]
            field.flags.required = True
        listed_parents = [(str(one.id), f"{one.code} № {one.number}") for one in parents]
        self.parent_id.choices = [*self.parent_id.choices[:1], *listed_parents]

    def show(self, agreement: Agreement) -> None:
        """Fill the fields with what is recorded."""
        self.version.data = agreement.version
        for key in COLUMNS:
            self._fields[key].data = getattr(agreement, key)
        self.parent_id.data = str(agreement.parent_id or "")
        self.partners.entries = []
        self.partners.last_index = -1
        for partner in agreement.partners:
            row = {key: getattr(partner, key) for key in PARTNER_COLUMNS}
            self.partners.append_entry({"institution_id": str(partner.institution_id), **row})

    def validate_partners(self, field: Rows) -> None:
        """At least one, and none twice."""
        chosen = [row.institution_id.data for row in field.filled if row.institution_id.data]
        if not field.filled:
            raise ValidationError(_("Name at least one partner."))
        if len(chosen) < len(field.filled):
            raise ValidationError(_("Choose the university of every partner you describe."))
        if len(chosen) != len(set(chosen)):
            raise ValidationError(_("The same partner is named twice."))

    def content(self) -> ContentValue:
        """The agreement as typed."""
        typed: dict[str, Any] = {key: str(self._fields[key].data or "") for key in COLUMNS}
        rule = self.tuition_rule.data
        typed |= {
            "kind": Kind(self.kind.data),
            "partners": tuple(row.value() for row in self.partners.filled),
            "parent_id": chosen_id(self.parent_id.data),
            "languages": tuple(self.languages.data or ()),
            "levels": tuple(self.levels.data or ()),
            "tuition_rule": TuitionRule(rule) if rule else None,
            "max_students_year": self.max_students_year.data,
        }
        return ContentValue(**typed)


class TermFields(Form):
    """From when, for how long, and what happens then."""

    term_kind = RadioField(
        _l("How it ends"),
        [InputRequired()],
        choices=lambda: [(one.value, code(one, "TERM_TYPE")) for one in TermKind],
        default=TermKind.FIX.value,
    )
    starts_on = day(_l("First day in force"), required=True)
    years = count(
        _l("Length in years"),
        least=1,
        most=50,
        hint=_l("For a fixed term: this, or the last day in force"),
    )
    ends_on = day(_l("Last day in force"), hint=_l("For a fixed term"))
    renew_years = count(
        _l("Renews every so many years"), least=1, most=10, hint=_l("For an automatic term")
    )
    notice_months = count(
        _l("Notice in months"),
        most=24,
        hint=_l("How long before the end the other side has to be told"),
    )

    def show_term(self, term: Term) -> None:
        """Fill the fields with a term that is recorded."""
        self.term_kind.data = term.kind.value
        for key in ("starts_on", "ends_on", "renew_years", "notice_months"):
            self._fields[key].data = getattr(term, key)

    def term(self) -> TermValue:
        """The term as typed."""
        return TermValue(
            kind=TermKind(self.term_kind.data),
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            years=self.years.data,
            renew_years=self.renew_years.data,
            notice_months=self.notice_months.data,
        )


class EditForm(TermFields, ContentForm):
    """A draft with its first term."""

    def value(self) -> tuple[ContentValue, TermValue]:
        """Content and first term."""
        return self.content(), self.term()


class RegisterForm(EditForm):
    """A new agreement: also whose it is."""

    home_id = choice(_l("Home institution"), list)

    def offer_homes(self, homes: list[Institution]) -> None:
        """Say for which institutions one may register; the only one is chosen already."""
        self.home_id.choices = [*self.home_id.choices, *((str(i.id), name(i)) for i in homes)]
        if not self.home_id.data and len(homes) == 1:
            self.home_id.data = str(homes[0].id)

    def value(self) -> tuple[int, ContentValue, TermValue]:  # type: ignore[override]
        """Home institution, content, first term."""
        return chosen_id(self.home_id.data) or 0, self.content(), self.term()


class AmendForm(ContentForm):
    """A signed agreement as it reads after an amendment."""

    effective_on = day(_l("Takes effect on"), required=True)
    reason = prose(_l("Why it is amended"), required=True, most=2000)
    file = pdf(_l("The amendment as signed"))

    def value(self) -> AmendmentValue:
        """The amendment as typed."""
        return AmendmentValue(
            self.content(), self.effective_on.data, str(self.reason.data), upload(self.file)
        )


class SignForm(Form):
    """The day of signing and the text as signed."""

    signed_on = day(
        _l("Signed on"), required=True, hint=_l("The day on which the last party signed")
    )
    file = pdf(_l("The signed agreement"))

    def value(self) -> SigningValue:
        """Day and file."""
        return SigningValue(self.signed_on.data, upload(self.file))


class ReasonForm(Form):
    """Why: for the steps that have to be explained."""

    reason = prose(_l("Reason"), required=True, most=2000)

    def value(self) -> str:
        """The reason."""
        return str(self.reason.data).strip()


class StepForm(Form):
    """A button that takes a step: it carries only the version that was seen."""

    def value(self) -> None:
        """Nothing more."""


class TerminateForm(Form):
    """The end before its time."""

    terminated_on = day(
        _l("No longer in force from"),
        required=True,
        hint=_l("The first day on which it is not in force any more"),
    )
    reason = prose(_l("Reason"), required=True, most=2000)
    teachout_until = day(
        _l("Students are taught out until"),
        hint=_l("When students are left who are to finish under the old terms"),
    )

    def value(self) -> TerminationValue:
        """The termination as typed."""
        return TerminationValue(
            self.terminated_on.data, str(self.reason.data).strip(), self.teachout_until.data
        )


class TeachOutForm(Form):
    """Until when students who are left are taught."""

    teachout_until = day(
        _l("Students are taught out until"), hint=_l("Leave it empty when nobody is left")
    )

    def value(self) -> Any:
        """The day, or None."""
        return self.teachout_until.data


class RenewForm(TermFields):
    """One more term after the present one."""

    cause = RadioField(
        _l("What was agreed"),
        [InputRequired()],
        choices=lambda: [
            (one.value, code(one, "TERM_CAUSE")) for one in (TermCause.RENEWAL, TermCause.EXTENSION)
        ],
        default=TermCause.RENEWAL.value,
    )
    agreed_on = day(_l("Agreed on"))
    basis = prose(_l("On what basis"), most=2000, hint=_l("A letter, a protocol, a clause"))

    def value(self) -> RenewalValue:
        """The new term as typed."""
        cause = TermCause(self.cause.data)
        return RenewalValue(cause, self.term(), self.agreed_on.data, str(self.basis.data or ""))


class EndEarlyForm(Form):
    """The parties agree on an earlier last day."""

    agreed_on = day(_l("Agreed on"), required=True)
    ends_on = day(_l("Last day in force"), required=True)
    basis = prose(_l("On what basis"), most=2000, hint=_l("A letter, a protocol, a clause"))

    def value(self) -> EarlyEndValue:
        """The earlier end as typed."""
        return EarlyEndValue(self.ends_on.data, self.agreed_on.data, str(self.basis.data or ""))


class NoticeForm(Form):
    """A notice of non-renewal."""

    given_on = day(
        _l("Notice given on"), required=True, hint=_l("The day on which the letter was received")
    )

    def value(self) -> Any:
        """The day."""
        return self.given_on.data


class AttachForm(Form):
    """A file to keep with the agreement."""

    kind = RadioField(
        _l("What it is"),
        [InputRequired()],
        choices=lambda: [(one.value, DOCUMENT_NAMES[one]) for one in DocumentKind],
        default=DocumentKind.SIGNED.value,
    )
    file = pdf(_l("File"), required=True)

    def value(self) -> tuple[DocumentKind, Upload]:
        """Kind and file."""
        sent = upload(self.file)
        return DocumentKind(self.kind.data), sent or Upload("", b"")


class FilterForm(FlaskForm):
    """How the list is narrowed; a value that is not on its list does not narrow it."""

    class Meta:
        """A link, not a deed: no token."""

        csrf = False

    q = text(_l("Number, title or university"), most=200)
    country = choice(_l("Country of the partner"), list, required=False, empty=_l("all"))
    level = choice(_l("Level"), listed("LEVEL"), required=False, empty=_l("all"))
    kind = choice(_l("Kind"), listed("AGR_KIND"), required=False, empty=_l("all"))
    stage = choice(_l("Stage"), listed("STAGE"), required=False, empty=_l("all"))
    validity = choice(_l("Validity today"), listed("VALIDITY"), required=False, empty=_l("all"))
    within = choice(
        _l("Ends within"),
        lambda: [(str(n), ngettext("%(num)d day", "%(num)d days", n)) for n in WINDOWS],
        required=False,
        empty=_l("any time"),
    )
    partner = choice(_l("Partner"), list, required=False, empty=_l("all"))
    home = choice(_l("Home institution"), list, required=False, empty=_l("all"))

    def offer(self, partners: list[Institution], homes: list[Institution]) -> None:
        """Say which partners, countries and home institutions occur."""
        self.partner.choices = [*self.partner.choices[:1], *places(partners)]
        known = sorted({one.country for one in partners})
        self.country.choices = [*self.country.choices[:1], *countries(known)]
        self.home.choices = [*self.home.choices[:1], *((str(i.id), name(i)) for i in homes)]
        if len(homes) < 2:
            del self.home

    def value(self) -> Filters:
        """The filters that are set and known."""
        kind, stage, validity = (self._chosen(key) for key in ("kind", "stage", "validity"))
        return Filters(
            text=str(self.q.data or "")[:200],
            home_id=chosen_id(self._chosen("home")),
            partner_id=chosen_id(self._chosen("partner")),
            country=self._chosen("country"),
            level=self._chosen("level"),
            kind=Kind(kind) if kind else None,
            stage=Stage(stage) if stage else None,
            validity=Validity(validity) if validity else None,
            expires_within=chosen_id(self._chosen("within")),
        )

    def _chosen(self, key: str) -> str:
        field = self._fields.get(key)
        data = str(field.data or "") if field is not None else ""
        return data if field is not None and data in dict(field.choices or ()) else ""
