"""Sheet 8_QA: self-assessment of programmes and of the whole institution against standards."""

from app.kernel.workbook.declaration import CONDITIONAL, OPTIONAL, REQUIRED, Column, Sheet
from app.kernel.workbook.kinds import Code, Date, Key, String
from app.kernel.workbook.text import Text

_LOW_JUDGEMENT = Text(
    "Сәйкес емес немесе ішінара сәйкес болса, міндетті.",
    "Обязательно при несоответствии или частичном соответствии.",
    "Required for non-compliance and partial compliance.",
)

QUALITY = Sheet(
    name="8_QA",
    title=Text("Сапаны қамтамасыз ету", "Обеспечение качества", "Quality assurance"),
    note=Text(
        "Есепті күнге дейін қол қойылған өзін-өзі бағалаудың әр стандарты үшін бір жол.",
        "Одна строка на каждый стандарт самооценки, подписанной к отчетной дате.",
        "One row for each standard of a self-assessment signed by the reference date.",
    ),
    columns=(
        Column(
            "prog_id",
            Key(),
            REQUIRED,
            Text("Бағдарлама кілті немесе ЖОО", "Ключ программы или вуз", "Programme key or INST"),
            Text(
                "3_PROG парағындағы бағдарлама; бүкіл ЖОО үшін INST.",
                "Программа с листа 3_PROG; для всего вуза INST.",
                "The programme on sheet 3_PROG; INST for the whole institution.",
            ),
            width=18,
        ),
        Column(
            "framework",
            Code("FRAMEWORK"),
            REQUIRED,
            Text("Стандарттар жинағы", "Набор стандартов", "Set of standards"),
            Text(
                "Бағалау қай стандарттар бойынша жүргізілді.",
                "По каким стандартам проведена оценка.",
                "The standards that the assessment follows.",
            ),
        ),
        Column(
            "std_code",
            String(6),
            REQUIRED,
            Text("Стандарт нөмірі", "Номер стандарта", "Standard"),
            Text(
                "ESG үшін 1.1–1.10, Еуропалық тәсіл үшін 1.1–9.",
                "Для ESG 1.1–1.10, для Европейского подхода 1.1–9.",
                "1.1–1.10 for the ESG, 1.1–9 for the European Approach.",
            ),
            width=12,
        ),
        Column(
            "judgement",
            Code("JUDGE"),
            REQUIRED,
            Text("Бағалау", "Оценка", "Judgement"),
            Text(
                "Стандартқа қаншалықты сәйкес келеді.",
                "Насколько соответствует стандарту.",
                "How far the standard is met.",
            ),
        ),
        Column(
            "comment",
            String(2000),
            CONDITIONAL,
            Text("Түсіндірме", "Пояснение", "Comment"),
            _LOW_JUDGEMENT,
            width=50,
        ),
        Column(
            "evidence_type",
            Code("EVIDENCE_TYPE"),
            CONDITIONAL,
            Text("Дәлелдеме түрі", "Вид доказательства", "Kind of evidence"),
            Text(
                "Толық немесе негізінен сәйкес болса, міндетті.",
                "Обязательно при полном или основном соответствии.",
                "Required for full and substantial compliance.",
            ),
        ),
        Column(
            "evidence_ref",
            String(500),
            CONDITIONAL,
            Text("Дәлелдеме", "Доказательство", "Evidence"),
            Text(
                "Құжат атауы, сілтеме немесе файл атауы.",
                "Название документа, ссылка или имя файла.",
                "The name of a document, a web address or the name of a file.",
            ),
            width=40,
        ),
        Column(
            "assessor",
            String(200),
            REQUIRED,
            Text("Бағалаушы", "Кто оценил", "Assessor"),
            Text(
                "Аты-жөні және лауазымы.",
                "Имя и должность.",
                "Name and position.",
            ),
            width=28,
        ),
        Column(
            "assessed_at",
            Date(),
            REQUIRED,
            Text("Бағаланған күні", "Дата оценки", "Date of assessment"),
            Text(
                "Бағалау аяқталған күн.",
                "День завершения оценки.",
                "The day on which the assessment was completed.",
            ),
        ),
        Column(
            "action",
            String(1000),
            CONDITIONAL,
            Text("Іс-шара", "Мероприятие", "Action"),
            _LOW_JUDGEMENT,
            width=40,
        ),
        Column(
            "action_due",
            Date(),
            CONDITIONAL,
            Text("Іс-шара мерзімі", "Срок мероприятия", "Action due"),
            _LOW_JUDGEMENT,
        ),
        Column(
            "action_done",
            Date(),
            OPTIONAL,
            Text("Іс-шара орындалған күні", "Дата выполнения", "Action done"),
            Text(
                "Орындалған соң толтырылады.",
                "Заполняется после выполнения.",
                "Filled in when it has been carried out.",
            ),
        ),
    ),
)
