"""What the workbook itself says, whatever it is about."""

from app.kernel.workbook.text import Text

INSTITUTION = Text("ЖОО", "Вуз", "Institution")
YEAR = Text("Оқу жылы", "Учебный год", "Academic year")
REFERENCE_DATE = Text("Есепті күн", "Отчетная дата", "Reference date")
EDITION = Text("Үлгі нұсқасы", "Версия шаблона", "Template edition")
WORKBOOK_LANGUAGE = Text("Файл тілі", "Язык файла", "Language of the workbook")
LANGUAGE_NAME = Text("Қазақша", "Русский", "English")
CONTACT = Text("Байланыс", "Контакты", "Contact")
SHEETS = Text("Парақтар", "Листы", "Sheets")
FILLED_ROWS = Text("толтырылған жолдар", "заполнено строк", "rows filled in")
HEADERS = Text(
    "Баған тақырыптары нені білдіреді", "Что означают заголовки столбцов", "What the headers mean"
)
CODES = Text("Кодтар", "Коды", "Codes")
INVALID = Text("Жарамсыз мән", "Недопустимое значение", "Not a valid value")
PICK = Text(
    "Тізімнен таңдаңыз. Рұқсат етілген мәндер баған тақырыбының ескертпесінде жазылған.",
    "Выберите значение из списка. Допустимые значения указаны в примечании к заголовку столбца.",
    "Choose from the list. The permitted values are in the note on the column's header.",
)
PAGE = Text("бет", "стр.", "page")
