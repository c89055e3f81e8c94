"""What the workbook itself says, whatever it is about."""

from app.kernel.workbook.text import Text

INSTITUTION = Text("ЖОО", "Вуз", "Institution")
YEAR = Text("Оқу жылы", "Учебный год", "Academic year")
REFERENCE_DATE = Text("Есепті күн", "Отчетная дата", "Reference date")
EDITION = Text("Үлгі нұсқасы", "Версия шаблона", "Template edition")
WORKBOOK_LANGUAGE = Text("Файл тілі", "Язык файла", "Language of the workbook")
LANGUAGE_NAME = Text("Қазақша", "Русский", "English")
CONTACT = Text("ЖОО-ның байланысы", "Контакт вуза", "Contact of the institution")
SHEETS = Text("Парақтар", "Листы", "Sheets")
FILLED_ROWS = Text("толтырылған жолдар", "заполнено строк", "rows filled in")
EMPTY_CELLS = Text(
    "бос қалған міндетті ұяшықтар",
    "не заполнено обязательных ячеек",
    "required cells still empty",
)
HEADERS = Text(
    "Баған тақырыптары нені білдіреді", "Что означают заголовки столбцов", "What the headers mean"
)
CODES = Text("Кодтар", "Коды", "Codes")
INVALID = Text("Жарамсыз мән", "Недопустимое значение", "Not a valid value")
NOT_LISTED = Text("Тізімде жоқ мән", "Значения нет в списке", "Not in the list")
PICK = Text(
    "Тізімнен таңдаған дұрыс. Код та, қазақша, орысша немесе ағылшынша атауы да қабылданады; "
    "рұқсат етілген мәндер баған тақырыбының ескертпесінде жазылған.",
    "Лучше выбрать из списка. Принимается и код, и название на казахском, русском или "
    "английском языке; допустимые значения указаны в примечании к заголовку столбца.",
    "Choose from the list if you can. A code or a name in Kazakh, Russian or English is "
    "accepted too; the permitted values are in the note on the column's header.",
)
PAGE = Text("бет", "стр.", "page")


def pick_key(sheet: str) -> Text:
    """What to do about a key that does not stand on the sheet."""
    return Text(
        f"{sheet} парағындағы кілтті таңдаңыз. Кілт жаңа болса, оның жолын {sheet} парағына да "
        "қосыңыз.",
        f"Выберите ключ с листа {sheet}. Если ключ новый, добавьте его строку и на лист {sheet}.",
        f"Choose a key from sheet {sheet}. If the key is new, add its row to sheet {sheet} too.",
    )
