"""Sheet 5_MOVE: how cohorts grew and shrank in the year before the reference date."""

from app.kernel.workbook.declaration import CONDITIONAL, OPTIONAL, REQUIRED, Column, Sheet
from app.kernel.workbook.kinds import Code, Date, Integer, Key, Year
from app.kernel.workbook.text import Text

MOVEMENT = Sheet(
    name="5_MOVE",
    title=Text("Контингент қозғалысы", "Движение контингента", "Movement of the contingent"),
    note=Text(
        "Өткен жылдың 1 қазанынан есепті жылдың 30 қыркүйегіне дейінгі өзгерістер.",
        "Изменения с 1 октября прошлого года по 30 сентября отчетного года.",
        "Changes from 1 October of last year to 30 September of the report year.",
    ),
    columns=(
        Column(
            "prog_id",
            Key(),
            REQUIRED,
            Text("Бағдарлама кілті", "Ключ программы", "Programme key"),
            Text(
                "3_PROG парағындағы бағдарлама.",
                "Программа с листа 3_PROG.",
                "The programme on sheet 3_PROG.",
            ),
            refers_to="3_PROG",
            width=18,
        ),
        Column(
            "entry_year",
            Year(),
            REQUIRED,
            Text("Қабылдау жылы", "Год приема", "Entry year"),
            Text(
                "Когорта: бағдарламаға қабылданған жыл.",
                "Когорта: год зачисления на программу.",
                "The cohort: the year of admission to the programme.",
            ),
        ),
        Column(
            "sex",
            Code("SEX"),
            REQUIRED,
            Text("Жынысы", "Пол", "Sex"),
            Text(
                "Жынысы бойынша бөлек жолдар жазылады.",
                "Для каждого пола отдельная строка.",
                "A separate row for each sex.",
            ),
            width=12,
        ),
        Column(
            "citizenship_group",
            Code("CITIZENSHIP_GROUP"),
            REQUIRED,
            Text("Азаматтық тобы", "Группа гражданства", "Citizenship group"),
            Text(
                "Қазақстан, ТМД елдері немесе басқа елдер.",
                "Казахстан, страны СНГ или другие страны.",
                "Kazakhstan, CIS countries or other countries.",
            ),
            width=18,
        ),
        Column(
            "funding",
            Code("FUND"),
            OPTIONAL,
            Text("Қаржыландыру көзі", "Источник финансирования", "Source of funding"),
            Text(
                "Отандық ЖОО-дағы оқудың қаржыландыру көзі.",
                "За счет чего оплачивается обучение в отечественном вузе.",
                "How study at the home institution is funded.",
            ),
            width=34,
        ),
        Column(
            "applied",
            Integer(),
            OPTIONAL,
            Text("Өтініш бергендер", "Подали заявления", "Applied"),
            Text(
                "Бағдарламаға өтініш бергендер саны; жынысы бойынша бөлу міндетті емес.",
                "Число подавших заявление на программу; делить по полу необязательно.",
                "The number of applications; they need not be split by sex.",
            ),
        ),
        Column(
            "admitted",
            Integer(),
            REQUIRED,
            Text("Қабылданғандар", "Зачислены", "Admitted"),
            Text(
                "Есепті жылы жаңадан қабылданғандар.",
                "Вновь зачисленные в отчетном году.",
                "Newly admitted in the report year.",
            ),
        ),
        Column(
            "transferred_in",
            Integer(),
            REQUIRED,
            Text("Ауысып келгендер", "Переведены на программу", "Transferred in"),
            Text(
                "Кейін бір дипломды бағыттан ауысып келгендер.",
                "Перешедшие позже с однодипломной траектории.",
                "Joined later from the single-degree track.",
            ),
        ),
        Column(
            "reinstated",
            Integer(),
            REQUIRED,
            Text("Қайта қабылданғандар", "Восстановлены", "Reinstated"),
            Text(
                "Оқудан шығарылғаннан кейін қайта қабылданғандар.",
                "Восстановленные после отчисления.",
                "Reinstated after having been withdrawn.",
            ),
        ),
        Column(
            "withdrawn",
            Integer(),
            REQUIRED,
            Text("Оқудан шығарылғандар", "Отчислены", "Withdrawn"),
            Text(
                "Есепті жылы бағдарламадан шыққандар.",
                "Выбывшие с программы в отчетном году.",
                "Left the programme in the report year.",
            ),
        ),
        Column(
            "withdraw_reason",
            Code("WITHDRAW"),
            CONDITIONAL,
            Text("Оқудан шығу себебі", "Причина отчисления", "Reason for withdrawal"),
            Text(
                "Шығарылғандар болса, міндетті: әр себепке бөлек жол.",
                "Обязательно, если есть отчисленные: на каждую причину отдельная строка.",
                "Required if anybody was withdrawn: one row for each reason.",
            ),
            width=32,
        ),
        Column(
            "graduated_total",
            Integer(),
            REQUIRED,
            Text("Оқуды бітіргендер", "Завершили обучение", "Graduated"),
            Text(
                "Отандық ЖОО-да оқуды аяқтағандар.",
                "Завершившие обучение в отечественном вузе.",
                "Completed their study at the home institution.",
            ),
        ),
        Column(
            "period_from",
            Date(),
            REQUIRED,
            Text("Кезеңнің басы", "Начало периода", "Period from"),
            Text(
                "Өткен жылдың 1 қазаны.",
                "1 октября прошлого года.",
                "1 October of the previous year.",
            ),
        ),
        Column(
            "period_to",
            Date(),
            REQUIRED,
            Text("Кезеңнің соңы", "Конец периода", "Period to"),
            Text(
                "Есепті жылдың 30 қыркүйегі.",
                "30 сентября отчетного года.",
                "30 September of the report year.",
            ),
        ),
    ),
)
