"""Sheet 7_MOB: periods of mobility with credits planned, earned and recognised."""

from app.kernel.workbook.declaration import CONDITIONAL, OPTIONAL, REQUIRED, Case, Column, Sheet
from app.kernel.workbook.kinds import Code, Country, Date, Integer, Key, Number, String
from app.kernel.workbook.text import Text
from app.returns.editions.sources import epvo, order

MOBILITY = Sheet(
    name="7_MOB",
    title=Text("Академиялық ұтқырлық", "Академическая мобильность", "Academic mobility"),
    note=Text(
        "Бағдарлама бойынша шетелде немесе Қазақстанда өткен оқу және жұмыс кезеңдері.",
        "Периоды обучения и работы за рубежом или в Казахстане по программе.",
        "Periods of study and work abroad or in Kazakhstan under a programme.",
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
            "flow",
            Code("FLOW"),
            REQUIRED,
            Text("Бағыты", "Направление", "Direction"),
            Text(
                "Қазақстаннан шығатын немесе Қазақстанға келетін.",
                "Из Казахстана или в Казахстан.",
                "Outgoing from Kazakhstan or incoming to Kazakhstan.",
            ),
            width=22,
        ),
        Column(
            "period_start",
            Date(),
            REQUIRED,
            Text("Кезеңнің басы", "Начало периода", "Start of the period"),
            Text(
                "Болу кезеңінің алғашқы күні.",
                "Первый день пребывания.",
                "The first day of the stay.",
            ),
        ),
        Column(
            "period_end",
            Date(),
            REQUIRED,
            Text("Кезеңнің соңы", "Конец периода", "End of the period"),
            Text(
                "Болу кезеңінің соңғы күні; ол 36 айдан аспайды.",
                "Последний день пребывания; период не длиннее 36 месяцев.",
                "The last day of the stay; a period is not longer than 36 months.",
            ),
        ),
        Column(
            "country",
            Country(),
            REQUIRED,
            Text("Болу елі", "Страна пребывания", "Country of stay"),
            Text(
                "Оқу немесе жұмыс нақты өтетін ел.",
                "Страна, где фактически проходит обучение или работа.",
                "The country where study or work takes place.",
            ),
        ),
        Column(
            "host",
            String(300),
            REQUIRED,
            Text("Қабылдаушы ЖОО", "Принимающий вуз", "Host institution"),
            Text(
                "Серіктестер тізіліміндегі кілт немесе атауы.",
                "Ключ в реестре партнеров или название.",
                "The key in the register of partners or the name.",
            ),
            width=34,
        ),
        Column(
            "mode",
            Code("MOBILITY_MODE"),
            REQUIRED,
            Text("Өту форматы", "Формат прохождения", "Mode"),
            Text(
                "Офлайн немесе онлайн.",
                "Офлайн или онлайн.",
                "On site or online.",
            ),
            source=epvo("format"),
            width=18,
        ),
        Column(
            "sex",
            Code("SEX"),
            OPTIONAL,
            Text("Жынысы", "Пол", "Sex"),
            Text(
                "Жынысы бойынша бөлінсе, әрқайсысына бөлек жол.",
                "При делении по полу для каждого отдельная строка.",
                "If split by sex, a separate row for each.",
            ),
            width=12,
        ),
        Column(
            "funding",
            Code("FUND"),
            REQUIRED,
            Text("Қаржыландыру көзі", "Источник финансирования", "Source of funding"),
            Text(
                "Осы кезеңнің қаржыландыру көзі.",
                "За счет чего оплачивается этот период.",
                "How this period is funded.",
            ),
            width=34,
        ),
        Column(
            "n",
            Integer(1),
            REQUIRED,
            Text("Адам саны", "Число человек", "Persons"),
            Text(
                "Осы кезеңге қатысқан адамдар саны, кемінде 1.",
                "Сколько человек участвует в этом периоде, не менее 1.",
                "How many persons take part in this period, at least 1.",
            ),
        ),
        Column(
            "ects_planned",
            Number(),
            REQUIRED,
            Text("Жоспарланған кредиттер", "Запланировано кредитов", "Credits planned"),
            Text(
                "Барлық білім алушылар бойынша қосындысы, ECTS; қызметкерлер үшін бос қалады.",
                "Сумма по всем обучающимся, ECTS; для сотрудников остается пустым.",
                "The sum over all students, ECTS; it stays empty for staff.",
            ),
            unless=Case("person_type", "STAFF"),
        ),
        Column(
            "ects_earned",
            Number(),
            CONDITIONAL,
            Text("Игерілген кредиттер", "Освоено кредитов", "Credits earned"),
            Text(
                "Кезең аяқталған соң, барлық білім алушылар бойынша қосындысы.",
                "После окончания периода, сумма по всем обучающимся.",
                "After the period has ended, the sum over all students.",
            ),
        ),
        Column(
            "ects_recognised",
            Number(),
            CONDITIONAL,
            Text("Қайта есептелген кредиттер", "Перезачтено кредитов", "Credits recognised"),
            Text(
                "Кезең аяқталған соң, отандық ЖОО қайта есептеген кредиттер қосындысы.",
                "После окончания периода, сумма кредитов, перезачтенных отечественным вузом.",
                "After the period has ended, the sum of credits that the home institution "
                "recognised.",
            ),
            source=order(152, 3),
        ),
        Column(
            "staff_n",
            Integer(),
            OPTIONAL,
            Text("Оқытушылар саны", "Число преподавателей", "Teachers"),
            Text(
                "Жол оқытушылар мен қызметкерлер туралы болса.",
                "Если строка о преподавателях и сотрудниках.",
                "If the row is about teachers and other staff.",
            ),
        ),
        Column(
            "person_type",
            Code("PERSON_TYPE"),
            REQUIRED,
            Text("Қатысушылар", "Участники", "Participants"),
            Text(
                "Білім алушылар немесе қызметкерлер.",
                "Обучающиеся или сотрудники.",
                "Students or staff.",
            ),
        ),
    ),
)
