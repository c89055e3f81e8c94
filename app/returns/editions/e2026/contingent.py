"""Sheet 4_CONT: the contingent on the reference date, one row for one combination."""

from app.kernel.workbook.declaration import CONDITIONAL, OPTIONAL, REQUIRED, Column, Sheet
from app.kernel.workbook.kinds import Code, Country, Integer, Key, Language, Year
from app.kernel.workbook.text import Text
from app.returns.editions.sources import epvo

CONTINGENT = Sheet(
    name="4_CONT",
    title=Text("Білім алушылар контингенті", "Контингент обучающихся", "Contingent"),
    note=Text(
        "Есепті күнгі білім алушылар саны: белгілердің әр тіркесі үшін бір жол.",
        "Численность обучающихся на отчетную дату: одна строка на каждое сочетание признаков.",
        "Students on the reference date: one row for each combination of attributes.",
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
            "direction",
            Code("DIRECTION"),
            REQUIRED,
            Text("Білім алушы санаты", "Категория обучающегося", "Category of student"),
            Text(
                "Отандық ЖОО-ның өз білім алушысы ма, әлде серіктестен келген бе.",
                "Обучающийся отечественного вуза или прибывший от партнера.",
                "A student of the home institution or one who came from the partner.",
            ),
            width=28,
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
            "course_year",
            Integer(1, 7),
            REQUIRED,
            Text("Курс", "Курс обучения", "Year of study"),
            Text(
                "Есепті күнгі курс, 1–7.",
                "Курс на отчетную дату, 1–7.",
                "The year of study on the reference date, 1–7.",
            ),
            width=10,
        ),
        Column(
            "citizenship",
            Country(also="STATELESS"),
            REQUIRED,
            Text("Азаматтығы", "Гражданство", "Citizenship"),
            Text(
                "Азаматтық елі; азаматтығы жоқ адам үшін XX.",
                "Страна гражданства; для лиц без гражданства XX.",
                "The country of citizenship; XX for stateless persons.",
            ),
        ),
        Column(
            "residence",
            Country(also="REGION"),
            OPTIONAL,
            Text("Келген елі немесе өңірі", "Страна или регион прибытия", "Previous residence"),
            Text(
                "Бұрын тұрған елі; Қазақстаннан болса, облысы немесе қаласы.",
                "Страна прежнего проживания; для Казахстана область или город.",
                "The country of previous residence; for Kazakhstan the region or city.",
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
            "funding",
            Code("FUND"),
            REQUIRED,
            Text("Қаржыландыру көзі", "Источник финансирования", "Source of funding"),
            Text(
                "Отандық ЖОО-дағы оқудың қаржыландыру көзі.",
                "За счет чего оплачивается обучение в отечественном вузе.",
                "How study at the home institution is funded.",
            ),
            source=epvo("paymentformid"),
            width=34,
        ),
        Column(
            "funding_partner",
            Code("FUND"),
            CONDITIONAL,
            Text(
                "Серіктестегі қаржыландыру",
                "Финансирование у партнера",
                "Funding of the partner period",
            ),
            Text(
                "Білім алушы есепті күні серіктес ЖОО-да болса, міндетті.",
                "Обязательно, если на отчетную дату обучается в вузе-партнере.",
                "Required if the students are at the partner on the reference date.",
            ),
            width=34,
        ),
        Column(
            "place_now",
            Code("PLACE"),
            REQUIRED,
            Text("Қазір қайда оқиды", "Где обучается сейчас", "Place of study now"),
            Text(
                "Есепті күні оқу нақты өтетін жер.",
                "Где обучение фактически идет на отчетную дату.",
                "Where study takes place on the reference date.",
            ),
            width=30,
        ),
        Column(
            "lang",
            Language(),
            REQUIRED,
            Text("Оқыту тілі", "Язык обучения", "Language of instruction"),
            Text(
                "Негізгі оқыту тілі.",
                "Основной язык обучения.",
                "The main language of instruction.",
            ),
        ),
        Column(
            "study_mode",
            Code("STUDY_MODE"),
            REQUIRED,
            Text("Оқу нысаны", "Форма обучения", "Form of study"),
            Text(
                "Күндізгі немесе басқа нысан.",
                "Очная или другая форма.",
                "Full-time or another form.",
            ),
            width=16,
        ),
        Column(
            "n",
            Integer(),
            REQUIRED,
            Text("Саны", "Численность", "Students"),
            Text(
                "Білім алушылар саны; академиялық демалыстағылар кірмейді. Бәрі демалыста болса, 0.",
                "Число обучающихся без находящихся в академическом отпуске; 0, если в нем все.",
                "The number of students without those on academic leave; 0 when all of them are.",
            ),
            source=epvo("isstudent = 1", "isinretire = 0"),
        ),
        Column(
            "n_leave",
            Integer(),
            OPTIONAL,
            Text(
                "Академиялық демалыста",
                "В академическом отпуске",
                "On academic leave",
            ),
            Text(
                "Когортаның академиялық демалыстағы білім алушылары; «Саны» бағанына кірмейді.",
                "Обучающиеся когорты в академическом отпуске; в столбец «Численность» не входят.",
                "Students of the cohort on academic leave, not counted under “Students”.",
            ),
        ),
    ),
)
