"""Sheet 2_AGR: agreements with partner institutions, their terms and clauses."""

from app.kernel.workbook.declaration import (
    AUTOMATIC,
    CONDITIONAL,
    OPTIONAL,
    REQUIRED,
    Case,
    Column,
    Requirement,
    Sheet,
)
from app.kernel.workbook.kinds import (
    Code,
    Country,
    Date,
    File,
    Integer,
    Key,
    Keys,
    Languages,
    String,
)
from app.kernel.workbook.text import Text
from app.returns.editions.sources import approach, order, several

_WHERE = Text(
    "Бұл мәселе шешілген келісімнің тармағы мен беті, мысалы: 4.2-т., 7-б. Меморандум үшін бос "
    "қалуы мүмкін.",
    "Пункт и страница соглашения, где это урегулировано, например: п. 4.2, с. 7. У меморандума "
    "может остаться пустым.",
    "The clause and page of the agreement that settle this, for example: cl. 4.2, p. 7. It may "
    "stay empty for a memorandum.",
)
_MEMORANDUM = Case("agr_kind", "MOU")


def _clause(
    name: str, title: Text, source: Text | None = None, required: Requirement = REQUIRED
) -> Column:
    """A topic that the agreement must settle: where in the text it does so."""
    unless, left_to = (_MEMORANDUM, "F209") if required is REQUIRED else (None, "")
    return Column(
        name,
        String(120),
        required,
        title,
        _WHERE,
        source,
        width=20,
        unless=unless,
        left_to=left_to,
    )


_WHO_AND_WHAT = (
    Column(
        "agr_id",
        Key(),
        REQUIRED,
        Text("Келісім кілті", "Ключ соглашения", "Agreement key"),
        Text(
            "Келісімнің тұрақты кілті, жылдан жылға өзгермейді және қайта қолданылмайды.",
            "Постоянный ключ соглашения, не меняется из года в год и не используется повторно.",
            "The agreement's permanent key; it does not change and is never used again.",
        ),
        width=18,
    ),
    Column(
        "agr_number",
        String(60),
        REQUIRED,
        Text("Келісім нөмірі", "Номер соглашения", "Agreement number"),
        Text(
            "Қағаз құжаттағы нөмір.",
            "Номер на бумажном документе.",
            "The number on the document itself.",
        ),
    ),
    Column(
        "agr_title",
        String(300),
        REQUIRED,
        Text("Келісім атауы", "Название соглашения", "Agreement title"),
        Text(
            "Құжаттағы толық атауы.",
            "Полное название по документу.",
            "The full title as in the document.",
        ),
        width=44,
    ),
    Column(
        "partner_id",
        Key(),
        REQUIRED,
        Text("Серіктес ЖОО кілті", "Ключ вуза-партнера", "Partner key"),
        Text(
            "Серіктестер тізіліміндегі кілт. Тізілімде жоқ болса, NEW деп жазып, келесі "
            "бағанда атауын көрсетіңіз.",
            "Ключ в реестре партнеров. Если партнера в нем нет, напишите NEW и укажите "
            "название в следующем столбце.",
            "The key in the register of partners. If it is not there, write NEW and give the "
            "name in the next column.",
        ),
        width=18,
    ),
    Column(
        "partner_name_en",
        String(300),
        REQUIRED,
        Text(
            "Серіктес ЖОО атауы (ағылшынша)",
            "Название вуза-партнера (на английском)",
            "Partner institution (English name)",
        ),
        Text(
            "Ресми ағылшынша атауы, қысқартусыз.",
            "Официальное английское название без сокращений.",
            "The official English name without abbreviations.",
        ),
        width=36,
    ),
    Column(
        "partner_country",
        Country(),
        REQUIRED,
        Text("Серіктес елі", "Страна партнера", "Partner country"),
        Text(
            "Оқыту жүргізілетін кампус орналасқан ел.",
            "Страна, где находится обучающий кампус.",
            "The country of the campus that teaches.",
        ),
    ),
    Column(
        "partner_city",
        String(120),
        OPTIONAL,
        Text("Серіктес қаласы", "Город партнера", "Partner city"),
        Text(
            "Оқыту жүргізілетін кампус орналасқан қала.",
            "Город, где находится обучающий кампус.",
            "The city of the campus that teaches.",
        ),
    ),
    Column(
        "partner_ids_other",
        Keys(),
        OPTIONAL,
        Text("Басқа серіктестер", "Другие партнеры", "Further partners"),
        Text(
            "Консорциум бағдарламасында: қалған серіктестердің кілттері.",
            "Для программы консорциума: ключи остальных партнеров.",
            "For a consortium: the keys of the other partners.",
        ),
    ),
    Column(
        "agr_kind",
        Code("AGR_KIND"),
        REQUIRED,
        Text("Келісім түрі", "Вид соглашения", "Kind of agreement"),
        Text(
            "Меморандум, бағдарлама туралы келісім, хаттама немесе қосымша келісім.",
            "Меморандум, соглашение о программе, протокол или дополнительное соглашение.",
            "A memorandum, a programme agreement, a protocol or supplementary agreement.",
        ),
        width=30,
    ),
    Column(
        "parent_agr_id",
        Key(),
        CONDITIONAL,
        Text("Негізгі келісім кілті", "Ключ основного соглашения", "Parent agreement key"),
        Text(
            "Хаттама мен қосымша келісім үшін: қай келісімге жасалған.",
            "Для протокола и дополнительного соглашения: к какому соглашению оно составлено.",
            "For a protocol or supplementary agreement: the agreement it belongs to.",
        ),
        refers_to="2_AGR",
    ),
)

_TERM = (
    Column(
        "signed_date",
        Date(),
        REQUIRED,
        Text("Қол қойылған күні", "Дата подписания", "Date of signature"),
        Text(
            "Соңғы тараптың қол қойған күні.",
            "День, когда подписала последняя сторона.",
            "The day on which the last party signed.",
        ),
    ),
    Column(
        "start_date",
        Date(),
        REQUIRED,
        Text("Күшіне енген күні", "Дата вступления в силу", "In force from"),
        Text(
            "Келісім қолданыла бастаған күн.",
            "День, с которого соглашение действует.",
            "The first day on which the agreement is in force.",
        ),
    ),
    Column(
        "term_type",
        Code("TERM_TYPE"),
        REQUIRED,
        Text("Мерзім түрі", "Вид срока", "Kind of term"),
        Text(
            "Белгіленген мерзімге, автоматты түрде ұзартылатын немесе мерзімсіз.",
            "На определенный срок, с автопродлением или бессрочное.",
            "Fixed, renewed automatically or indefinite.",
        ),
        width=22,
    ),
    Column(
        "end_date",
        Date(),
        CONDITIONAL,
        Text("Аяқталу күні", "Дата окончания", "In force until"),
        Text(
            "Белгіленген мерзімге жасалған келісім үшін міндетті: қолданыстың соңғы күні.",
            "Обязательно для соглашения на определенный срок: последний день действия.",
            "Required for a fixed term: the last day in force.",
        ),
    ),
    Column(
        "renew_years",
        Integer(1, 10),
        CONDITIONAL,
        Text("Неше жылға ұзартылады", "Продлевается на, лет", "Renewed for, years"),
        Text(
            "Автоматты түрде ұзартылатын келісім үшін міндетті, әдетте 5 жыл.",
            "Обязательно для соглашения с автопродлением, обычно 5 лет.",
            "Required for an auto-renewed agreement, usually 5 years.",
        ),
    ),
    Column(
        "renewed_until",
        Date(),
        CONDITIONAL,
        Text("Қай күнге дейін ұзартылған", "Продлено до", "Renewed until"),
        Text(
            "Автоматты түрде ұзартылатын келісім үшін: ағымдағы мерзімнің соңғы күні.",
            "Для соглашения с автопродлением: последний день текущего срока.",
            "For an auto-renewed agreement: the last day of the current term.",
        ),
    ),
    Column(
        "notice_months",
        Integer(0, 24),
        OPTIONAL,
        Text("Хабарлама мерзімі, ай", "Срок уведомления, мес.", "Notice period, months"),
        Text(
            "Ұзартудан бас тарту туралы неше ай бұрын хабарлау керек.",
            "За сколько месяцев нужно сообщить об отказе от продления.",
            "How many months before the end a party must say that it will not renew.",
        ),
    ),
    Column(
        "agr_status",
        Code("AGR_STATUS"),
        AUTOMATIC,
        Text("Келісім мәртебесі", "Статус соглашения", "Status of the agreement"),
        Text(
            "Есепті күнге мерзімі мен аяқталуы бойынша есептелген. Дұрыс болмаса, дұрысын таңдаңыз "
            "және себебін айтуға дайын болыңыз.",
            "Вычислен на отчетную дату по сроку и окончанию. Если он неверен, выберите верный и "
            "будьте готовы назвать причину.",
            "Computed for the reference date from the term and its end. Where it is wrong, choose "
            "the right one and be ready to give the reason.",
        ),
    ),
    Column(
        "terminated_date",
        Date(),
        CONDITIONAL,
        Text("Бұзылған күні", "Дата расторжения", "Date of termination"),
        Text(
            "Келісім есепті күнге дейін бұзылса: қолданылмайтын алғашқы күн.",
            "Если соглашение расторгнуто к отчетной дате: первый день, когда оно не действует.",
            "If the agreement was ended by the reference date: the first day on which it is not "
            "in force.",
        ),
    ),
    Column(
        "teachout_until",
        Date(),
        CONDITIONAL,
        Text("Оқытып шығару мерзімі", "Доучивание до", "Teach-out until"),
        Text(
            "Келісім есепті күнге дейін бұзылса немесе мерзімі өтсе, бірақ білім алушылар қалса: "
            "олар оқып бітіретін күн.",
            "Если к отчетной дате соглашение расторгнуто или истекло, а обучающиеся остались: до "
            "какого дня они доучиваются.",
            "If the agreement has ended by the reference date and students remain: the day until "
            "which they are taught.",
        ),
    ),
    Column(
        "lang_of_agr",
        Languages(),
        REQUIRED,
        Text("Келісім тілдері", "Языки соглашения", "Languages of the agreement"),
        Text(
            "Келісім жасалған тілдердің кодтары, мысалы: kk, en.",
            "Коды языков, на которых составлено соглашение, например: kk, en.",
            "The codes of the languages of the text, for example: kk, en.",
        ),
    ),
    Column(
        "signatory_home",
        String(500),
        REQUIRED,
        Text(
            "Отандық ЖОО атынан қол қойған",
            "Подписал от отечественного вуза",
            "Signed for the home institution",
        ),
        Text(
            "Аты-жөні және лауазымы, үтір арқылы.",
            "Имя и должность через запятую.",
            "Name and position with a comma between.",
        ),
        width=28,
    ),
    Column(
        "signatory_partner",
        String(1000),
        REQUIRED,
        Text(
            "Серіктес ЖОО атынан қол қойған",
            "Подписал от вуза-партнера",
            "Signed for the partner institution",
        ),
        Text(
            "Аты-жөні және лауазымы, үтір арқылы; бірнеше серіктес нүктелі үтірмен бөлінеді.",
            "Имя и должность через запятую; несколько партнеров через точку с запятой.",
            "Name and position with a comma between; several partners with semicolons.",
        ),
        width=28,
    ),
    Column(
        "file_ref",
        File(),
        REQUIRED,
        Text("Қол қойылған құжат файлы", "Файл подписанного документа", "Signed document, file"),
        Text(
            "Қол қойылған құжаттың PDF көшірмесі; меморандум үшін бос қалуы мүмкін.",
            "Копия подписанного документа в PDF; у меморандума может остаться пустым.",
            "A PDF copy of the signed document; it may stay empty for a memorandum.",
        ),
        width=28,
        unless=_MEMORANDUM,
    ),
)

_CLAUSES = (
    _clause(
        "cl_degree",
        Text(
            "Берілетін дәрежелердің атауы",
            "Наименование присуждаемых степеней",
            "Denomination of the degrees",
        ),
        approach("1.3 (a)"),
    ),
    _clause(
        "cl_coord",
        Text(
            "Үйлестіру және жауапкершілік",
            "Координация и ответственность",
            "Coordination and responsibilities",
        ),
        approach("1.3 (b)"),
    ),
    _clause(
        "cl_finance",
        Text(
            "Қаржыландыру, шығыстар мен кірістерді бөлу",
            "Финансирование, распределение расходов и доходов",
            "Financing, sharing of costs and income",
        ),
        approach("1.3 (b)"),
    ),
    _clause(
        "cl_admission",
        Text("Қабылдау және іріктеу", "Прием и отбор", "Admission and selection"),
        approach("1.3 (c)"),
    ),
    _clause(
        "cl_mob_students",
        Text(
            "Білім алушылардың ұтқырлығы",
            "Мобильность обучающихся",
            "Mobility of students",
        ),
        approach("1.3 (d)"),
    ),
    _clause(
        "cl_mob_staff",
        Text(
            "Оқытушылардың ұтқырлығы",
            "Мобильность преподавателей",
            "Mobility of teachers",
        ),
        approach("1.3 (d)"),
    ),
    _clause(
        "cl_assess",
        Text(
            "Емтихандар және бағалау әдістері",
            "Экзамены и методы оценивания",
            "Examinations and assessment methods",
        ),
        approach("1.3 (e)"),
    ),
    _clause(
        "cl_credits",
        Text(
            "Кредиттерді тану және қайта есептеу",
            "Признание и перезачет кредитов",
            "Recognition and transfer of credits",
        ),
        several(approach("1.3 (e)"), order(152, 3)),
    ),
    _clause(
        "cl_award",
        Text(
            "Дәреже беру және құжат тапсыру тәртібі",
            "Порядок присуждения степени и выдачи документов",
            "Award of degrees and issue of documents",
        ),
        several(approach("1.3 (e)"), order(152, 5)),
    ),
    _clause(
        "cl_qa",
        Text(
            "Сапаны бірлесіп қамтамасыз ету",
            "Совместное обеспечение качества",
            "Joint quality assurance",
        ),
        approach("9"),
    ),
    _clause(
        "cl_protect",
        Text(
            "Оқып жүрген білім алушыларды қорғау",
            "Защита зачисленных обучающихся",
            "Protection of enrolled students",
        ),
        approach("1.3"),
    ),
    _clause(
        "cl_data",
        Text(
            "Дербес деректермен алмасу",
            "Обмен персональными данными",
            "Exchange of personal data",
        ),
        required=OPTIONAL,
    ),
)

AGREEMENTS = Sheet(
    name="2_AGR",
    title=Text("Келісімдер", "Соглашения", "Agreements"),
    note=Text(
        "Серіктес ЖОО-мен жасалған әр келісім үшін бір жол.",
        "Одна строка на каждое соглашение с вузом-партнером.",
        "One row for each agreement with a partner institution.",
    ),
    columns=(
        *_WHO_AND_WHAT,
        *_TERM,
        *_CLAUSES,
        Column(
            "max_students_year",
            Integer(),
            OPTIONAL,
            Text("Жылдық квота", "Годовая квота", "Students a year, quota"),
            Text(
                "Келісім бойынша бір жылда бағдарламаға қабылданатын білім алушылардың ең көп "
                "саны.",
                "Наибольшее число обучающихся, принимаемых на программу за год по соглашению.",
                "The largest number of students whom the agreement admits in a year.",
            ),
        ),
        Column(
            "tuition_rule",
            Code("TUITION_RULE"),
            REQUIRED,
            Text(
                "Серіктестегі оқу ақысы",
                "Оплата обучения у партнера",
                "Tuition for the partner period",
            ),
            Text(
                "Серіктес ЖОО-дағы оқу кезеңі үшін кімге төленеді.",
                "Кому платят за период обучения в вузе-партнере.",
                "Who is paid for the period at the partner institution.",
            ),
            width=28,
        ),
    ),
)
