"""The same data under the field names of the national platform (EPVO): forms ВП-31, 32 and 40.

Nothing here is asked again: every field is taken from a return. A form is a table of
`Field`s: the platform's own name, a title for people, and where the value comes from. A
name without a match on the platform is ours and written in square brackets. What the
platform asks and a return does not know is named in `MISSING`, on a sheet of its own.

ВП-31 lists joint programmes and ВП-32 double-degree ones, a row for each citizenship and
source of funding of the students who count there: own, full-time, not on leave. ВП-40
lists the agreements abroad that are in force.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from app.institutions.models import Institution
from app.kernel.workbook.stream import Page, Stream
from app.kernel.workbook.text import Text
from app.kernel.years import AcademicYear
from app.returns.dataset import Dataset, Row
from app.returns.queries import Gathered

HOME, FULL_TIME, OWN = "KZ", "FT", "OUT"
IN_FORCE = ("ACTIVE", "EXPIRING")
FOREIGN, DOMESTIC = 2, 1
# The platform knows paid and free study (`paymentformid`); these two somebody pays for.
PAID, FREE, PAYING = 1, 2, ("O", "W")


@dataclass(frozen=True)
class Context:
    """What one row is made of: an agreement, and a programme with some of its students."""

    institution: Institution
    year: AcademicYear
    agreement: Row
    programme: Row
    citizenship: str = ""
    funding: str = ""
    students: int | None = None


@dataclass(frozen=True)
class Field:
    """A column of a form."""

    name: str
    title: Text
    value: Callable[[Context], Any]
    width: int = 18


@dataclass(frozen=True)
class Form:
    """A form of the platform: its sheet, and the rows of one return."""

    name: str
    title: Text
    fields: tuple[Field, ...]
    rows: Callable[[Gathered], Iterator[Context]]


def _of(name: str) -> Callable[[Context], Any]:
    """A column of the programme."""
    return lambda context: context.programme.get(name)


def _by(name: str) -> Callable[[Context], Any]:
    """A column of the agreement."""
    return lambda context: context.agreement.get(name)


def _is(flag: str) -> Callable[[Context], bool]:
    return lambda context: context.programme.get("joint_flag_epvo") == flag


def _side(context: Context) -> int:
    return DOMESTIC if context.agreement.get("partner_country") == HOME else FOREIGN


def _finish(context: Context) -> Any:
    return context.agreement.get("end_date") or context.agreement.get("renewed_until")


def _is_termless(context: Context) -> bool:
    return context.agreement.get("term_type") == "IND"


def _payment(context: Context) -> int | None:
    if not context.funding:
        return None
    return PAID if context.funding in PAYING else FREE


_WHO = (
    Field(
        "universityid",
        Text("ЖОО-ның ЕПВО нөмірі", "Номер вуза в ЕПВО", "EPVO number of the institution"),
        lambda context: context.institution.epvo_number,
    ),
    Field(
        "[institution]",
        Text("ЖОО коды", "Код вуза", "Code of the institution"),
        lambda context: context.institution.code,
    ),
    Field(
        "[name]",
        Text("ЖОО атауы", "Название вуза", "Name of the institution"),
        lambda context: context.institution.name_kk,
        40,
    ),
)
_CONTRACT = (
    Field("[ep_code]", Text("ББ коды", "Код ОП", "Programme code"), _of("prog_code")),
    Field("[ep_name]", Text("ББ атауы", "Название ОП", "Programme"), _of("prog_name_kk"), 40),
    Field("[level]", Text("Деңгейі", "Уровень", "Level"), _of("level"), 10),
    Field(
        "statusep",
        Text("Тізілімдегі мәртебесі", "Статус в реестре", "Status in the register"),
        _of("registry_status"),
    ),
    Field(
        "doublediploma",
        Text("Қос дипломды", "Двудипломная", "Double-degree"),
        _is("doublediploma"),
    ),
    Field("jointep", Text("Бірлескен", "Совместная", "Joint"), _is("jointep")),
    Field(
        "universitytype",
        Text(
            "Серіктес: 1 отандық, 2 шетелдік",
            "Партнер: 1 отечественный, 2 зарубежный",
            "Partner: 1 domestic, 2 foreign",
        ),
        _side,
    ),
    Field(
        "partneruniverid",
        Text("Серіктес ЖОО кілті", "Ключ вуза-партнера", "Partner key"),
        _by("partner_id"),
    ),
    Field(
        "[partner_name]",
        Text("Серіктес ЖОО", "Вуз-партнер", "Partner institution"),
        _by("partner_name_en"),
        36,
    ),
    Field(
        "contractstart", Text("Шарттың басы", "Начало договора", "Contract from"), _by("start_date")
    ),
    Field("contractfinish", Text("Шарттың соңы", "Конец договора", "Contract until"), _finish),
    Field(
        "specinppscount",
        Text("Өз оқытушылары", "Свои преподаватели", "Own teaching staff"),
        _of("staff_home"),
    ),
    Field(
        "specoutppscount",
        Text("Серіктестің оқытушылары", "Преподаватели партнера", "Partner's teaching staff"),
        _of("staff_partner"),
    ),
    Field(
        "trainingformatid",
        Text(
            "Оқыту пішімі: 0 офлайн, 1 қашықтан, 2 аралас",
            "Формат: 0 офлайн, 1 дистанционно, 2 смешанно",
            "Format: 0 on campus, 1 distance, 2 blended",
        ),
        _of("course_mode"),
    ),
    Field(
        "hpeototaltermcount",
        Text("Өз ЖОО-дағы кезеңдер", "Периоды в своем вузе", "Periods at home"),
        _of("periods_home"),
    ),
    Field(
        "partnertotaltermcount",
        Text("Серіктестегі кезеңдер", "Периоды у партнера", "Periods at the partner"),
        _of("periods_partner"),
    ),
    Field(
        "diplomaissuerid",
        Text(
            "Диплом: 0 екі тең, 1 негізгі және қосымша",
            "Диплом: 0 два равных, 1 основной и дополнительный",
            "Diploma: 0 two equal, 1 main and additional",
        ),
        _of("diploma_scheme"),
    ),
)
_STUDENTS = (
    Field(
        "[citizenship]",
        Text("Азаматтығы", "Гражданство", "Citizenship"),
        lambda context: context.citizenship,
    ),
    Field(
        "[fund]",
        Text("Қаржыландыру көзі", "Источник финансирования", "Source of funding"),
        lambda context: context.funding,
    ),
    Field(
        "paymentformid",
        Text("Төлем: 1 ақылы, 2 тегін", "Оплата: 1 платно, 2 бесплатно", "Payment: 1 paid, 2 free"),
        _payment,
    ),
    Field(
        "[students]",
        Text("Білім алушылар саны", "Число обучающихся", "Students"),
        lambda context: context.students,
    ),
)
_AGREEMENT = (
    Field("doc_name", Text("Құжат атауы", "Название документа", "Document"), _by("agr_title"), 44),
    Field(
        "partner_name",
        Text("Серіктес атауы", "Название партнера", "Partner"),
        _by("partner_name_en"),
        36,
    ),
    Field(
        "doc_date", Text("Құжат күні", "Дата документа", "Date of the document"), _by("signed_date")
    ),
    Field("start_date", Text("Басталуы", "Начало", "From"), _by("start_date")),
    Field("end_date", Text("Аяқталуы", "Окончание", "Until"), _finish),
    Field("country", Text("Ел", "Страна", "Country"), _by("partner_country")),
    Field("termless", Text("Мерзімсіз", "Бессрочное", "Indefinite"), _is_termless),
    Field(
        "subject_agreement",
        Text("Келісім түрі", "Предмет соглашения", "Subject of the agreement"),
        _by("agr_kind"),
    ),
    Field("[number]", Text("Нөмірі", "Номер", "Number"), _by("agr_number")),
)
_MISSING = (
    (
        "eduprogtype",
        "ВП-31, ВП-32",
        Text(
            "Бағдарлама түрі (қолданыстағы, жаңа, инновациялық): жылдық есеп сұрамайды.",
            "Вид программы (действующая, новая, инновационная): годовой отчет не спрашивает.",
            "Acting, new or innovative programme: the annual return does not ask.",
        ),
    ),
    (
        "diplomatypeid",
        "ВП-31, ВП-32",
        Text(
            "Платформаның диплом түрлері тізімі жарияланбаған.",
            "Список видов дипломов платформы не опубликован.",
            "The platform's list of kinds of diploma is not published.",
        ),
    ),
    (
        "partneruniverid, foreignuniversityid",
        "ВП-31, ВП-32, ВП-40",
        Text(
            "Платформадағы серіктес нөмірі белгісіз: оның орнына жылдық есептің кілті беріледі.",
            "Номер партнера на платформе неизвестен: вместо него стоит ключ годового отчета.",
            "The partner's number on the platform is not known: the key of the return stands instead.",
        ),
    ),
    (
        "rank_qs, rank_the",
        "ВП-40",
        Text(
            "Серіктестің рейтингі жылдық есепте жоқ.",
            "Места партнера в рейтингах нет в годовом отчете.",
            "The partner's rank is not part of the annual return.",
        ),
    ),
    (
        "programtypeid",
        "ВП-40",
        Text(
            "Платформаның бағдарлама түрлері тізімі жарияланбаған.",
            "Список видов программ платформы не опубликован.",
            "The platform's list of kinds of programme is not published.",
        ),
    ),
)
_NOTES = (
    Text(
        "Тік жақшадағы атаулар біздікі: платформада ондай өріс белгісіз.",
        "Названия в квадратных скобках наши: такого поля платформы мы не знаем.",
        "Names in square brackets are ours: no such field of the platform is known.",
    ),
    Text(
        "Саналады: өз білім алушылары, күндізгі оқу, академиялық демалыстағыларсыз.",
        "Считаются: свои обучающиеся очной формы, без академического отпуска.",
        "Counted: own full-time students who are not on leave.",
    ),
    Text(
        "paymentformid: өз қаражаты мен жұмыс берушінің қаражаты ақылы деп, қалғандары тегін деп "
        "саналады.",
        "paymentformid: собственные средства и средства работодателя считаются платной формой, "
        "остальное бесплатной.",
        "paymentformid: own funds and the employer's count as paid, everything else as free.",
    ),
)


def _joint(found: Gathered) -> Iterator[Context]:
    return _programmes(found, "jointep")


def _double(found: Gathered) -> Iterator[Context]:
    return _programmes(found, "doublediploma")


def _programmes(found: Gathered, flag: str) -> Iterator[Context]:
    """A row for each citizenship and funding; a programme without students has one row too."""
    data = found.dataset
    agreements = {row.get("agr_id"): row for row in data.rows("2_AGR")}
    for programme in data.rows("3_PROG"):
        if programme.get("joint_flag_epvo") != flag:
            continue
        agreement = agreements.get(programme.get("agr_id"), {})
        context = Context(found.institution, data.year, agreement, programme, students=0)
        counts = _students(data, programme.get("prog_id"))
        for (citizenship, funding), n in sorted(counts.items()):
            yield Context(
                found.institution, data.year, agreement, programme, citizenship, funding, n
            )
        if not counts:
            yield context


def _students(data: Dataset, programme: Any) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for row in data.rows("4_CONT"):
        is_counted = row.get("direction") == OWN and row.get("study_mode", FULL_TIME) == FULL_TIME
        n = row.get("n")
        if row.get("prog_id") == programme and is_counted and isinstance(n, int) and n:
            found[str(row.get("citizenship", "")), str(row.get("funding", ""))] += n
    return found


def _agreements(found: Gathered) -> Iterator[Context]:
    data = found.dataset
    for row in data.rows("2_AGR"):
        if row.get("partner_country") != HOME and _is_unexpired(row, data.reference_on):
            yield Context(found.institution, data.year, row, {})


def _is_unexpired(row: Row, on: date) -> bool:
    if "agr_status" in row:
        return row["agr_status"] in IN_FORCE
    end = row.get("end_date") or row.get("renewed_until")
    return not isinstance(end, date) or end >= on


FORMS = (
    Form(
        "ВП-31",
        Text(
            "Бірлескен бағдарламаларды іске асыру",
            "Реализация совместных программ",
            "Implementation of joint programmes",
        ),
        (*_WHO, *_CONTRACT, *_STUDENTS),
        _joint,
    ),
    Form(
        "ВП-32",
        Text(
            "Қос дипломды бағдарламаларды іске асыру",
            "Реализация двудипломных программ",
            "Implementation of double-degree programmes",
        ),
        (*_WHO, *_CONTRACT, *_STUDENTS),
        _double,
    ),
    Form(
        "ВП-40",
        Text(
            "Қолданыстағы халықаралық келісімдер",
            "Действующие международные соглашения",
            "International agreements in force",
        ),
        (*_WHO, *_AGREEMENT),
        _agreements,
    ),
)
_DAY = "dd.mm.yyyy"


def write(year: AcademicYear, returns: Iterable[Gathered], target: IO[bytes], language: str) -> int:
    """Write the three forms of these returns and the note; says how many returns they were."""
    book = Stream(f"EPVO {year}")
    pages = {form.name: _page(book, form, language) for form in FORMS}
    count = 0
    for count, found in enumerate(returns, 1):  # noqa: B007 -- It is how many there were.
        for form in FORMS:
            for context in form.rows(found):
                _row(pages[form.name], form, context)
    _note(book.page("NOTE", (30, 24, 90)), language)
    book.save(target)
    return count


def _page(book: Stream, form: Form, language: str) -> Page:
    page = book.page(form.name, [field.width for field in form.fields], "D3")
    page.head(field.title.in_(language) for field in form.fields)
    page.names(field.name for field in form.fields)
    return page


def _row(page: Page, form: Form, context: Context) -> None:
    values = [_plain(field.value(context)) for field in form.fields]
    page.row(values, [_DAY if isinstance(value, date) else "General" for value in values])


def _plain(value: Any) -> Any:
    """A value as the platform takes it: truth as 1 and 0, codes as they are."""
    return int(value) if isinstance(value, bool) else value


def _note(page: Page, language: str) -> None:
    for note in _NOTES:
        page.row(["", "", note.in_(language)])
    for name, forms, text in _MISSING:
        page.row([name, forms, text.in_(language)])


def file_name(year: AcademicYear, institution: Institution | None = None) -> str:
    """A name that sorts well."""
    return f"{institution.code if institution else 'KZ'}_{year}_EPVO.xlsx"


MISSING: Mapping[str, str] = {name: forms for name, forms, _text in _MISSING}
