"""What a cell may hold, one small value each: how it is written, read back and limited.

A kind knows nothing about where it is used. `shown` turns a value of the register
into what the cell contains and `taken` turns it back; `settled` is the one form in
which data keep a value, `stored` and `restored` that form as JSON; `limit` is what the
spreadsheet refuses while somebody types; `sample` makes the n-th example, so that
a new column is tested without writing a test. To add a kind, add a class here.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from app.kernel.clock import COUNTRY_ZONE
from app.kernel.workbook.text import Text, clean

PLAIN = "General"
AS_TEXT = "@"
EARLIEST_DAY = date(1991, 12, 16)
LATEST_DAY = date(2099, 12, 31)

_LOCAL_DAY = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}([.,][0-9]{1,30})?")


@dataclass(frozen=True)
class Limit:
    """What a spreadsheet refuses in a cell: a rule of its data validation and the reason.

    `{cell}` in a formula stands for the address of the cell being typed into.
    """

    type: str
    message: Text
    formula1: str
    formula2: str | None = None
    operator: str | None = None


@dataclass(frozen=True)
class Choices:
    """The codes a cell may hold with their labels, and every spelling that leads back.

    `labels` are in the language of the workbook; `spellings` holds codes and the
    labels of all languages, folded.
    """

    labels: Mapping[str, str]
    spellings: Mapping[str, str]

    def label(self, code: str) -> str:
        """The label, or the bare code when the list does not know it."""
        return self.labels.get(code, code)

    def code(self, spelling: str) -> str:
        """The code that is spelled so in any language, or the spelling itself."""
        return self.spellings.get(folded(spelling), spelling)


NO_CHOICES = Choices({}, {})


def folded(spelling: str) -> str:
    """A spelling without the differences that people do not mean."""
    return " ".join(spelling.split()).casefold()


@dataclass(frozen=True)
class Kind:
    """A free text without bounds; the other kinds say where they differ."""

    format: ClassVar[str] = AS_TEXT
    width: ClassVar[int] = 18
    align: ClassVar[str] = "left"

    @property
    def words(self) -> Text:
        """What the cell holds, for people."""
        return Text("мәтін", "текст", "text")

    @property
    def lists(self) -> tuple[str, ...]:
        """The code lists that the cell chooses from."""
        return ()

    @property
    def is_picked(self) -> bool:
        """Whether exactly one code is chosen, so that a drop-down can offer the labels."""
        return False

    @property
    def wraps(self) -> bool:
        """Whether a long value is broken into lines."""
        return False

    def shown(self, value: Any, choices: Choices) -> Any:
        """What the cell contains for a value of the register."""
        return clean(str(getattr(value, "value", value)))

    def taken(self, content: Any, choices: Choices) -> Any:
        """The value behind what a cell contains; the content itself when it is none."""
        return plain(content)

    def settled(self, value: Any) -> Any:
        """The one form of a value in which data are kept and compared."""
        return tidy(str(getattr(value, "value", value)))

    def stored(self, value: Any) -> Any:
        """A settled value as JSON holds it; what is no value of this kind, as text."""
        return value if isinstance(value, str | int | bool) else str(value)

    def restored(self, value: Any) -> Any:
        """The settled value behind what JSON holds."""
        return value

    def limit(self) -> Limit | None:
        """What the spreadsheet refuses, or None."""
        return None

    def sample(self, n: int, choices: Choices) -> Any:
        """The n-th example of a value."""
        return f"Әліппе {n}"


def tidy(words: str) -> str:
    """Words without what nobody means: blanks at the ends and doubled, composed letters apart."""
    lines = unicodedata.normalize("NFC", clean(words)).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip("\n")


def plain(content: Any) -> str:
    """A cell's content as text, where a spreadsheet may have made a number of it."""
    if isinstance(content, float) and content.is_integer():
        return str(int(content))
    return str(content)


@dataclass(frozen=True)
class String(Kind):
    """Text of at most `most` characters."""

    most: int = 200
    least: int = 0

    @property
    def words(self) -> Text:
        size = f"{self.least}–{self.most}" if self.least else f"≤ {self.most}"
        return Text(f"мәтін, {size} таңба", f"текст, {size} символов", f"text, {size} characters")

    @property
    def wraps(self) -> bool:
        return self.most > 60

    def limit(self) -> Limit:
        return Limit(
            "textLength",
            self._size,
            str(self.least),
            str(self.most),
            "between",
        )

    @property
    def _size(self) -> Text:
        if not self.least:
            return Text(
                f"Мәтін {self.most} таңбадан аспауы тиіс.",
                f"Не более {self.most} символов.",
                f"At most {self.most} characters.",
            )
        return Text(
            f"Мәтіннің ұзындығы {self.least} мен {self.most} таңба аралығында болуы тиіс.",
            f"Длина текста должна быть от {self.least} до {self.most} символов.",
            f"The text must have between {self.least} and {self.most} characters.",
        )

    def sample(self, n: int, choices: Choices) -> str:
        return f"0{n} Әңғұқө"[: self.most].ljust(self.least, "0")


@dataclass(frozen=True)
class Key(String):
    """A stable identifier of a row."""

    most: int = 48

    @property
    def words(self) -> Text:
        return Text("жол кілті", "ключ строки", "key")

    def sample(self, n: int, choices: Choices) -> str:
        return f"{n:06d}"


@dataclass(frozen=True)
class Path(String):
    """An ordered study path such as H2-P2."""

    most: int = 40

    def sample(self, n: int, choices: Choices) -> str:
        return f"H{n}-P2"


@dataclass(frozen=True)
class Classified(String):
    """A code of an outside classifier, written in Latin letters and digits."""

    most: int = 16

    def sample(self, n: int, choices: Choices) -> str:
        return f"6B{n:05d}"


@dataclass(frozen=True)
class File(String):
    """The name of a file kept elsewhere."""

    @property
    def words(self) -> Text:
        return Text("файл атауы", "имя файла", "file name")

    def sample(self, n: int, choices: Choices) -> str:
        return f"келісім-{n}.pdf"


@dataclass(frozen=True)
class Phone(String):
    """A telephone number; text, so that the plus and the zeros stay."""

    most: int = 40

    @property
    def words(self) -> Text:
        return Text("телефон нөмірі", "номер телефона", "phone number")

    def sample(self, n: int, choices: Choices) -> str:
        return f"+7 7172 {n:06d}"


@dataclass(frozen=True)
class Email(Kind):
    """An e-mail address."""

    width: ClassVar[int] = 28

    @property
    def words(self) -> Text:
        return Text("электрондық пошта", "электронная почта", "e-mail")

    @property
    def wraps(self) -> bool:
        return True

    def limit(self) -> Limit:
        return Limit(
            "custom",
            Text(
                "Электрондық пошта мекенжайын енгізіңіз, мысалы name@university.kz.",
                "Введите адрес электронной почты, например name@university.kz.",
                "Enter an e-mail address such as name@university.kz.",
            ),
            'ISNUMBER(SEARCH("?*@?*.?*",{cell}))',
        )

    def sample(self, n: int, choices: Choices) -> str:
        return f"office{n}@example.kz"


@dataclass(frozen=True)
class Url(Kind):
    """The address of a web page."""

    width: ClassVar[int] = 32

    @property
    def words(self) -> Text:
        return Text("сілтеме", "ссылка", "web address")

    def limit(self) -> Limit:
        return Limit(
            "custom",
            Text(
                "Сілтеме http:// немесе https:// деп басталуы тиіс.",
                "Ссылка должна начинаться с http:// или https://.",
                "The address must begin with http:// or https://.",
            ),
            'OR(LEFT({cell},7)="http://",LEFT({cell},8)="https://")',
        )

    def sample(self, n: int, choices: Choices) -> str:
        return f"https://example.kz/қос-диплом/{n}"


@dataclass(frozen=True)
class Integer(Kind):
    """A whole number between two bounds."""

    format: ClassVar[str] = "#,##0"
    width: ClassVar[int] = 13
    align: ClassVar[str] = "right"
    least: int = 0
    most: int = 9_999_999

    @property
    def words(self) -> Text:
        return Text(
            f"бүтін сан, {self._range}", f"целое число, {self._range}", f"integer, {self._range}"
        )

    @property
    def _range(self) -> str:
        return f"≥ {self.least}" if self.most >= 9_999_999 else f"{self.least}–{self.most}"

    def shown(self, value: Any, choices: Choices) -> int:
        return int(value)

    def settled(self, value: Any) -> Any:
        return value if isinstance(value, int) else tidy(str(value))

    def taken(self, content: Any, choices: Choices) -> Any:
        found = number(content)
        whole = found is not None and found == found.to_integral_value()
        return int(found) if found is not None and whole else content

    def limit(self) -> Limit:
        return Limit(
            "whole",
            Text(
                f"{self.least} мен {self.most} аралығындағы бүтін санды енгізіңіз.",
                f"Введите целое число от {self.least} до {self.most}.",
                f"Enter a whole number between {self.least} and {self.most}.",
            ),
            str(self.least),
            str(self.most),
            "between",
        )

    def sample(self, n: int, choices: Choices) -> int:
        return self.least + n % (self.most - self.least + 1)


@dataclass(frozen=True)
class Year(Integer):
    """A calendar year."""

    format: ClassVar[str] = "0"
    width: ClassVar[int] = 15
    align: ClassVar[str] = "center"
    least: int = EARLIEST_DAY.year
    most: int = LATEST_DAY.year

    @property
    def words(self) -> Text:
        return Text("жыл", "год", "year")


@dataclass(frozen=True)
class Percent(Integer):
    """Whole percents, stored as 0–100 so that a pasted 50 stays 50."""

    format: ClassVar[str] = '0" %"'
    most: int = 100

    @property
    def words(self) -> Text:
        return Text("пайыз, 0–100", "процент, 0–100", "percent, 0–100")


@dataclass(frozen=True)
class Number(Kind):
    """A number that may have a fraction, not negative."""

    format: ClassVar[str] = PLAIN
    width: ClassVar[int] = 13
    align: ClassVar[str] = "right"

    @property
    def words(self) -> Text:
        return Text("сан, ≥ 0", "число, ≥ 0", "number, ≥ 0")

    def shown(self, value: Any, choices: Choices) -> Any:
        return value if isinstance(value, int | float | Decimal) else Decimal(str(value))

    def settled(self, value: Any) -> Any:
        found = number(value)
        if found is None:
            return tidy(str(value))
        return found.quantize(Decimal(1)) if found == found.to_integral() else found.normalize()

    def stored(self, value: Any) -> Any:
        return f"{value:f}" if isinstance(value, Decimal) else str(value)

    def restored(self, value: Any) -> Any:
        return self.settled(value)

    def taken(self, content: Any, choices: Choices) -> Any:
        found = number(content)
        return content if found is None else found

    def limit(self) -> Limit:
        return Limit(
            "decimal",
            Text(
                "Теріс емес санды енгізіңіз.",
                "Введите неотрицательное число.",
                "Enter a number that is not negative.",
            ),
            "0",
            None,
            "greaterThanOrEqual",
        )

    def sample(self, n: int, choices: Choices) -> Decimal:
        return Decimal(60 + n) + Decimal("0.5")


def number(content: Any) -> Decimal | None:
    """The number in a cell, also when it was typed as text with a comma.

    A spreadsheet's own number may have an exponent; nobody types one in earnest.
    """
    if isinstance(content, bool):
        return None
    if isinstance(content, int | float | Decimal):
        found = Decimal(str(content) if isinstance(content, float) else content)
        return found if found.is_finite() else None
    digits = "".join(str(content).split())
    return Decimal(digits.replace(",", ".")) if _NUMBER.fullmatch(digits) else None


@dataclass(frozen=True)
class Date(Kind):
    """A calendar day."""

    format: ClassVar[str] = "dd.mm.yyyy"
    width: ClassVar[int] = 13
    align: ClassVar[str] = "center"

    @property
    def words(self) -> Text:
        return Text("күн (кк.аа.жжжж)", "дата (дд.мм.гггг)", "date (dd.mm.yyyy)")

    def shown(self, value: Any, choices: Choices) -> Any:
        return value.date() if isinstance(value, datetime) else value

    def settled(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else tidy(str(value))

    def stored(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else str(value)

    def restored(self, value: Any) -> Any:
        return day(value) or value

    def taken(self, content: Any, choices: Choices) -> Any:
        if isinstance(content, datetime):
            return content.date()
        return content if isinstance(content, date) else day(str(content)) or content

    def limit(self) -> Limit:
        return Limit(
            "date",
            Text(
                f"Күнді кк.аа.жжжж түрінде енгізіңіз, {EARLIEST_DAY:%d.%m.%Y} күнінен ерте емес.",
                f"Введите дату в виде дд.мм.гггг, не ранее {EARLIEST_DAY:%d.%m.%Y}.",
                f"Enter a date as dd.mm.yyyy, not before {EARLIEST_DAY:%d.%m.%Y}.",
            ),
            _formula(EARLIEST_DAY),
            _formula(LATEST_DAY),
            "between",
        )

    def sample(self, n: int, choices: Choices) -> date:
        return date(2020, 2, 29) + timedelta(days=n)


def _formula(day: date) -> str:
    return f"DATE({day.year},{day.month},{day.day})"


def day(words: str) -> date | None:
    """The day that is written as 01.10.2025 or 2025-10-01, and in no other way."""
    local, iso = _LOCAL_DAY.fullmatch(words.strip()), _ISO_DAY.fullmatch(words.strip())
    numbers = (*local.groups()[::-1],) if local else iso.groups() if iso else None
    try:
        return date(*map(int, numbers)) if numbers else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Moment(Kind):
    """An instant, shown in the country's time to the second."""

    format: ClassVar[str] = "dd.mm.yyyy hh:mm:ss"
    width: ClassVar[int] = 20
    align: ClassVar[str] = "center"

    @property
    def words(self) -> Text:
        return Text("күн және уақыт", "дата и время", "date and time")

    def shown(self, value: datetime, choices: Choices) -> datetime:
        local = value.astimezone(COUNTRY_ZONE) if value.tzinfo else value
        return local.replace(tzinfo=None, microsecond=0)

    def taken(self, content: Any, choices: Choices) -> Any:
        if not isinstance(content, datetime) or content.year > LATEST_DAY.year:
            return content
        nearest = (content + timedelta(microseconds=500_000)).replace(microsecond=0)
        return nearest.replace(tzinfo=COUNTRY_ZONE)

    def sample(self, n: int, choices: Choices) -> datetime:
        return datetime(2026, 11, 15, 9, n % 60, 7, tzinfo=UTC)


@dataclass(frozen=True)
class AcademicYear(Kind):
    """An academic year written as 2025-2026."""

    width: ClassVar[int] = 13
    align: ClassVar[str] = "center"

    @property
    def words(self) -> Text:
        return Text("оқу жылы (ЖЖЖЖ-ЖЖЖЖ)", "учебный год (ГГГГ-ГГГГ)", "academic year (YYYY-YYYY)")

    def limit(self) -> Limit:
        return Limit(
            "custom",
            Text(
                "Оқу жылын 2025-2026 түрінде енгізіңіз.",
                "Введите учебный год в виде 2025-2026.",
                "Enter the academic year as 2025-2026.",
            ),
            'AND(LEN({cell})=9,MID({cell},5,1)="-",VALUE(RIGHT({cell},4))=VALUE(LEFT({cell},4))+1)',
        )

    def sample(self, n: int, choices: Choices) -> str:
        return f"{2020 + n}-{2021 + n}"


@dataclass(frozen=True)
class Code(Kind):
    """One code of a list; people see and pick its label."""

    width: ClassVar[int] = 24
    list: str

    @property
    def words(self) -> Text:
        return Text("анықтамалықтан", "из справочника", "from a code list")

    @property
    def lists(self) -> tuple[str, ...]:
        return (self.list,)

    @property
    def is_picked(self) -> bool:
        return True

    @property
    def wraps(self) -> bool:
        return True

    def shown(self, value: Any, choices: Choices) -> str:
        return choices.label(str(getattr(value, "value", value)))

    def taken(self, content: Any, choices: Choices) -> str:
        return choices.code(plain(content))

    def sample(self, n: int, choices: Choices) -> Any:
        codes = list(choices.labels)
        return codes[n % len(codes)]


@dataclass(frozen=True)
class YesNo(Code):
    """Yes or no; a truth value in the program."""

    width: ClassVar[int] = 11
    align: ClassVar[str] = "center"
    list: str = "YES_NO"

    @property
    def words(self) -> Text:
        return Text("иә / жоқ", "да / нет", "yes / no")

    def shown(self, value: Any, choices: Choices) -> str:
        code = value if isinstance(value, str) else "Y" if value else "N"
        return choices.label(code)

    def settled(self, value: Any) -> Any:
        if isinstance(value, bool):
            return value
        return {"Y": True, "N": False}.get(str(value), tidy(str(value)))

    def taken(self, content: Any, choices: Choices) -> Any:
        if isinstance(content, bool):
            return content
        code = choices.code(plain(content))
        return {"Y": True, "N": False}.get(code, content)

    def sample(self, n: int, choices: Choices) -> bool:
        return n % 2 == 0


COUNTRY = "COUNTRY"
LANGUAGE = "LANGUAGE"


@dataclass(frozen=True)
class Country(Code):
    """A country by ISO 3166-1 alpha-2; `also` names a list of further codes."""

    width: ClassVar[int] = 24
    list: str = COUNTRY
    also: str = ""

    @property
    def words(self) -> Text:
        return Text("ел (ISO 3166-1)", "страна (ISO 3166-1)", "country (ISO 3166-1)")

    @property
    def lists(self) -> tuple[str, ...]:
        return (self.also, self.list) if self.also else (self.list,)


@dataclass(frozen=True)
class Language(Code):
    """One language by ISO 639-1."""

    width: ClassVar[int] = 18
    list: str = LANGUAGE

    @property
    def words(self) -> Text:
        return Text("тіл (ISO 639-1)", "язык (ISO 639-1)", "language (ISO 639-1)")


@dataclass(frozen=True)
class Codes(Kind):
    """Several codes of a list with commas between; the cell keeps the codes."""

    width: ClassVar[int] = 16
    list: str

    @property
    def words(self) -> Text:
        return Text("кодтар, үтір арқылы", "коды через запятую", "codes separated by commas")

    @property
    def lists(self) -> tuple[str, ...]:
        return (self.list,)

    def shown(self, value: Any, choices: Choices) -> str:
        return ", ".join(parts(value))

    def settled(self, value: Any) -> tuple[str, ...]:
        return _each(value)

    def stored(self, value: Any) -> Any:
        return [*value]

    def restored(self, value: Any) -> tuple[str, ...]:
        return tuple(value)

    def taken(self, content: Any, choices: Choices) -> tuple[str, ...]:
        return tuple(choices.code(part) for part in parts(plain(content)))

    def sample(self, n: int, choices: Choices) -> tuple[str, ...]:
        codes = list(choices.labels)
        return tuple(dict.fromkeys(codes[(n + step) % len(codes)] for step in (0, 3)))


@dataclass(frozen=True)
class Languages(Codes):
    """Several languages by ISO 639-1."""

    list: str = LANGUAGE

    @property
    def words(self) -> Text:
        return Text(
            "тілдер (ISO 639-1), үтір арқылы",
            "языки (ISO 639-1) через запятую",
            "languages (ISO 639-1) separated by commas",
        )


@dataclass(frozen=True)
class Keys(Kind):
    """Several identifiers with commas between."""

    width: ClassVar[int] = 20

    @property
    def words(self) -> Text:
        return Text("кілттер, үтір арқылы", "ключи через запятую", "keys separated by commas")

    def shown(self, value: Any, choices: Choices) -> str:
        return clean(", ".join(parts(value)))

    def settled(self, value: Any) -> tuple[str, ...]:
        return _each(value)

    def stored(self, value: Any) -> list[str]:
        return list(value)

    def restored(self, value: Any) -> tuple[str, ...]:
        return tuple(value)

    def taken(self, content: Any, choices: Choices) -> tuple[str, ...]:
        return tuple(parts(plain(content)))

    def sample(self, n: int, choices: Choices) -> tuple[str, ...]:
        return (f"{n:04d}", f"{n + 1:04d}")


def _each(value: Any) -> tuple[str, ...]:
    return tuple(tidied for one in parts(value) if (tidied := tidy(one)))


def parts(value: str | Iterable[Any]) -> list[str]:
    """The separate codes of a text or of any collection, in order, without blanks."""
    pieces = value.replace(";", ",").split(",") if isinstance(value, str) else value
    return [word for piece in pieces if (word := str(getattr(piece, "value", piece)).strip())]
