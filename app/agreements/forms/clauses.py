"""The forms of the map of clauses: where each topic is settled, and a button to confirm it."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import Field

from app.agreements.forms.fields import chosen_id
from app.agreements.models import Agreement, Topic
from app.agreements.services import ClauseValue
from app.kernel.i18n import code
from app.kernel.web.forms import Form, choice, count, text


class ClausesForm(Form):
    """Where each topic is settled; its fields are made for every topic, see below."""

    def offer(self, agreement: Agreement) -> None:
        """Say which documents can be named; beside the signed one alone there is no choice."""
        offered = [(str(one.id), one.file.name) for one in agreement.documents]
        signed = agreement.signed_document
        is_single = len(offered) < 2 and (signed is not None or not offered)
        for topic in Topic:
            field = self._fields[f"{topic.value}_document"]
            field.choices = [*field.choices[:1], *offered]
            if is_single:
                del self[field.short_name]

    def show(self, agreement: Agreement) -> None:
        """Fill the fields with what is recorded."""
        self.version.data = agreement.version
        for clause in agreement.clauses:
            topic = clause.topic.value
            self._fields[topic].data = clause.reference
            self._fields[f"{topic}_page"].data = clause.page
            if f"{topic}_document" in self._fields:
                self._fields[f"{topic}_document"].data = str(clause.document_id or "")

    @property
    def by_topic(self) -> list[tuple[str, list[Field]]]:
        """The fields of each topic, for the page."""
        return [(topic.value, self._of(topic)) for topic in Topic]

    def value(self) -> dict[Topic, ClauseValue]:
        """Topic → where it is settled, empty where nothing is said."""
        return {topic: self._place(topic) for topic in Topic}

    def _of(self, topic: Topic) -> list[Field]:
        names = (topic.value, f"{topic.value}_page", f"{topic.value}_document")
        return [self._fields[name] for name in names if name in self._fields]

    def _place(self, topic: Topic) -> ClauseValue:
        reference, page, *document = (one.data for one in self._of(topic))
        chosen = chosen_id(document[0]) if document else None
        return ClauseValue(str(reference or ""), page, None if page is None else chosen)


def _topic_label(topic: Topic) -> LazyString:
    return LazyString(lambda: code(topic, "CLAUSE"))


for _topic in Topic:
    setattr(ClausesForm, _topic.value, text(_topic_label(_topic), most=120))
    setattr(ClausesForm, f"{_topic.value}_page", count(_l("Page"), least=1, most=9999))
    setattr(
        ClausesForm,
        f"{_topic.value}_document",
        choice(_l("In which document"), list, required=False, empty=_l("the signed one")),
    )


class ConfirmForm(Form):
    """A button that confirms the reference of one topic, or of all."""

    topic = choice(
        _l("Topic"), lambda: [(t.value, code(t, "CLAUSE")) for t in Topic], required=False
    )

    def value(self) -> Topic | None:
        """The topic; None for all."""
        return Topic(self.topic.data) if self.topic.data else None
