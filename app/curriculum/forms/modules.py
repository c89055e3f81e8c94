"""The modules of one side: line by line, or pasted from a spreadsheet."""

import re
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms.validators import Optional

from app.curriculum.forms import pasted
from app.curriculum.forms.lines import GridForm, KeptRow, complete, fill, was_moved
from app.curriculum.queries import Side
from app.curriculum.services import ModuleValue
from app.kernel.i18n import LANGUAGES
from app.kernel.web.forms import LateSelect, Quantity, count, prose, text
from app.kernel.web.rows import Rows

MOST = 150
LONGEST_PASTE = 60_000


class ModuleRow(KeptRow):
    """A module; outcomes are named by their codes."""

    code = text(_l("Code"), most=24)
    name_kk = text(_l("Name in Kazakh"))
    name_ru = text(_l("Name in Russian"))
    name_en = text(_l("Name in English"))
    ects = Quantity(_l("Credits"), [Optional()], render_kw={"inputmode": "decimal"})
    period = count(_l("Period"), most=99)
    outcomes = text(_l("Outcomes"), most=300)

    def value(self) -> ModuleValue:
        """The module as typed."""
        codes = re.split(r"[\s,;]+", self.outcomes.data or "")
        return ModuleValue(
            code=self.code.data or "",
            ects=self.ects.data,
            name_kk=self.name_kk.data or "",
            name_ru=self.name_ru.data or "",
            name_en=self.name_en.data or "",
            period=self.period.data,
            outcomes=tuple(dict.fromkeys(code for code in codes if code)),
            id=self.kept_id,
        )


class ModulesForm(GridForm):
    """All modules of one institution; what was pasted only changes what is shown."""

    modules = Rows(ModuleRow, most=MOST, label=_l("Modules"))
    pasted = prose(_l("Lines from a spreadsheet"), most=LONGEST_PASTE)
    language = LateSelect(
        _l("Language of a single name"), [Optional()], choices=lambda: [*LANGUAGES.items()]
    )
    note = ""

    def show(self, side: Side) -> None:
        """What is recorded. Most partners name their modules in English."""
        self.version.data = side.version
        self.language.data = "kk" if side.institution is side.home else "en"
        fill(self.modules, (_row(module) for module in side.of(side.institution)))

    def was_rearranged(self) -> bool:
        """Whether a button of the rows was pressed; they are then changed as it says."""
        if "read" in request.form:
            self._take_in()
            return True
        return was_moved(self.modules, 10)

    def validate_modules(self, field: Rows) -> None:
        """Each line says what, and how many credits."""
        complete(field, ("code", "ects"))

    def value(self) -> tuple[list[ModuleValue], int]:
        """The modules as typed, and the version that was seen."""
        return [row.value() for row in self.modules.filled], self.seen_version

    def _take_in(self) -> None:
        """Good lines become rows, or correct the row of their code; the others stay to be corrected."""
        text = (self.pasted.data or "")[:LONGEST_PASTE]
        language = self.language.data if self.language.data in LANGUAGES else "en"
        lines, wrong = pasted.read(text, language)
        if not lines and not wrong:
            self.pasted.errors = [_("Paste at least one line.")]
            return
        data = [row.data for row in self.modules.filled]
        taken = [line for line in lines if _taken(line, data)]
        wrong += [pasted.WrongLine(line.code, _most()) for line in lines if line not in taken]
        fill(self.modules, data)
        self.pasted.data = "\n".join(one.text for one in wrong)
        self.pasted.errors = [
            _("Line %(n)d (%(text)s): %(reason)s", n=n, text=one.text[:60], reason=one.reason)
            for n, one in enumerate(wrong, 1)
        ]
        self.note = _read(len(taken)) if taken else ""


def _taken(line: pasted.Line, data: list[dict[str, Any]]) -> bool:
    """Whether the line found its row, or room for one; `data` then has it."""
    same = (row for row in data if str(row["code"] or "").casefold() == line.code.casefold())
    row = next(same, None)
    if row is None and len(data) >= MOST:
        return False
    if row is None:
        row = {"code": line.code}
        data.append(row)
    row |= _names(line) | {"ects": line.ects}
    return True


def _names(line: pasted.Line) -> dict[str, Any]:
    return {f"name_{language}": name for language, name in line.names.items() if name}


def _most() -> str:
    return _("A side has at most %(n)d modules.", n=MOST)


def _read(n: int) -> str:
    return ngettext(
        "%(num)d line was read into the rows below. Check it, then save: nothing is saved yet.",
        "%(num)d lines were read into the rows below. Check them, then save: nothing is saved yet.",
        n,
    )


def _row(module: Any) -> dict[str, Any]:
    return {
        "kept": str(module.id),
        "code": module.code,
        "name_kk": module.name_kk,
        "name_ru": module.name_ru,
        "name_en": module.name_en,
        "ects": module.ects,
        "period": module.period,
        "outcomes": ", ".join(outcome.code for outcome in module.outcomes),
    }
