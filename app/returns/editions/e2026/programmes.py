"""Sheet 3_PROG: joint and double-degree programmes, study path, credits, degrees."""

from app.kernel.workbook.declaration import (
    AUTOMATIC,
    CONDITIONAL,
    OPTIONAL,
    REQUIRED,
    Case,
    Column,
    Sheet,
)
from app.kernel.workbook.kinds import (
    Classified,
    Code,
    Date,
    Email,
    Integer,
    Key,
    Languages,
    Number,
    Path,
    Percent,
    String,
    Url,
    Year,
    YesNo,
)
from app.kernel.workbook.text import Text
from app.returns.editions.sources import approach, epvo, esg, order, several

_NAME_NOTE = Text(
    "Дипломда немесе тізілімде жазылған толық атауы.",
    "Полное название, как в дипломе или реестре.",
    "The full name as in the diploma or the register.",
)
_PAGE_NOTE = Text(
    "Бағдарламаның көпшілікке ашық беті.",
    "Общедоступная страница программы.",
    "The public page of the programme.",
)
_ACCREDITED = Text(
    "Бағдарлама аккредиттелген болса, міндетті.",
    "Обязательно, если программа аккредитована.",
    "Required if the programme is accredited.",
)

_WHAT = (
    Column(
        "prog_id",
        Key(),
        REQUIRED,
        Text("Бағдарлама кілті", "Ключ программы", "Programme key"),
        Text(
            "Бағдарламаның тұрақты кілті, жылдан жылға өзгермейді.",
            "Постоянный ключ программы, не меняется из года в год.",
            "The programme's permanent key; it does not change from year to year.",
        ),
        width=18,
    ),
    Column(
        "agr_id",
        Key(),
        REQUIRED,
        Text("Келісім кілті", "Ключ соглашения", "Agreement key"),
        Text(
            "2_AGR парағындағы келісім.",
            "Соглашение с листа 2_AGR.",
            "The agreement on sheet 2_AGR.",
        ),
        refers_to="2_AGR",
        width=18,
    ),
    Column(
        "prog_code",
        Classified(),
        REQUIRED,
        Text("Бағдарлама коды", "Код программы", "Programme code"),
        Text(
            "Білім беру бағдарламаларының тізіліміндегі код, мысалы 6B04101 немесе 6B0408801; "
            "B – латын әрпі.",
            "Код в реестре образовательных программ, например 6B04101 или 6B0408801; буква B – "
            "латинская.",
            "The code in the register of educational programmes, for example 6B04101 or "
            "6B0408801; the B is Latin.",
        ),
        width=18,
        source=epvo("specializations code"),
    ),
    Column(
        "prog_name_kk",
        String(300),
        REQUIRED,
        Text("Атауы (қазақша)", "Название (на казахском)", "Name (Kazakh)"),
        _NAME_NOTE,
        width=36,
    ),
    Column(
        "prog_name_ru",
        String(300),
        REQUIRED,
        Text("Атауы (орысша)", "Название (на русском)", "Name (Russian)"),
        _NAME_NOTE,
        width=36,
    ),
    Column(
        "prog_name_en",
        String(300),
        REQUIRED,
        Text("Атауы (ағылшынша)", "Название (на английском)", "Name (English)"),
        _NAME_NOTE,
        width=36,
    ),
    Column(
        "partner_prog_name",
        String(1000),
        REQUIRED,
        Text(
            "Серіктестегі бағдарлама атауы",
            "Название программы у партнера",
            "Programme name at the partner",
        ),
        Text(
            "Түпнұсқа тілде; бірнеше серіктестің атаулары нүктелі үтірмен бөлінеді.",
            "На языке оригинала; названия у нескольких партнеров через точку с запятой.",
            "In the original language; the names at several partners with semicolons between.",
        ),
        width=36,
    ),
    Column(
        "level",
        Code("LEVEL"),
        REQUIRED,
        Text("Деңгейі", "Уровень", "Level"),
        Text(
            "Жоғары немесе жоғары оқу орнынан кейінгі білім деңгейі.",
            "Уровень высшего или послевузовского образования.",
            "The level of higher or postgraduate education.",
        ),
        width=17,
    ),
    Column(
        "master_track",
        Code("MASTER_TRACK"),
        CONDITIONAL,
        Text("Магистратура бағыты", "Направление магистратуры", "Master's track"),
        Text(
            "Магистратура үшін міндетті.",
            "Обязательно для магистратуры.",
            "Required for a master's programme.",
        ),
    ),
    Column(
        "prog_type",
        Code("PROG_TYPE"),
        REQUIRED,
        Text("Бағдарлама түрі", "Вид программы", "Kind of programme"),
        Text(
            "Бітіргенде қанша және қандай диплом берілетініне қарай.",
            "По тому, сколько и каких дипломов выдается по окончании.",
            "By the number and kind of diplomas awarded at the end.",
        ),
    ),
    Column(
        "diploma_scheme",
        Code("DIPLOMA_SCHEME"),
        REQUIRED,
        Text("Диплом беру схемасы", "Схема выдачи дипломов", "Diploma scheme"),
        Text(
            "Дипломдар тең бе, біреуі қосымша ма, әлде бірлескен бір диплом ба.",
            "Дипломы равноценны, один из них дополнительный или выдается один совместный.",
            "Whether the diplomas are equal, one is additional, or a joint one is issued.",
        ),
        source=epvo("diplomaissuerid"),
    ),
    Column(
        "joint_flag_epvo",
        Code("EPVO_FLAG"),
        OPTIONAL,
        Text("ЕПВО-дағы белгі", "Признак в ЕПВО", "Flag in EPVO"),
        Text(
            "Бағдарлама Жоғары білім берудің бірыңғай платформасында қалай белгіленген.",
            "Как программа отмечена в Единой платформе высшего образования.",
            "How the programme is marked in the Unified Higher Education Platform.",
        ),
        source=epvo("doublediploma", "jointep"),
        width=18,
    ),
)

_PATH = (
    Column(
        "format_unit",
        Code("FORMAT_UNIT"),
        REQUIRED,
        Text("Кезең өлшемі", "Единица периода", "Unit of the periods"),
        Text(
            "Академиялық кезең немен өлшенеді: бакалавриатта әдетте оқу жылымен, "
            "магистратурада семестрмен.",
            "В чем считаются академические периоды: в бакалавриате обычно в учебных годах, в "
            "магистратуре в семестрах.",
            "What academic periods are counted in: usually years for a bachelor and semesters "
            "for a master.",
        ),
        width=16,
    ),
    Column(
        "periods_home",
        Integer(0, 20),
        REQUIRED,
        Text("Отандық ЖОО-дағы кезеңдер", "Периоды в отечественном вузе", "Periods at home"),
        Text(
            "Отандық ЖОО-да өтетін академиялық кезеңдер саны.",
            "Число академических периодов в отечественном вузе.",
            "The number of academic periods at the home institution.",
        ),
        source=epvo("hpeototaltermcount"),
    ),
    Column(
        "periods_partner",
        Integer(0, 20),
        REQUIRED,
        Text("Серіктестегі кезеңдер", "Периоды у партнера", "Periods at the partner"),
        Text(
            "Серіктес ЖОО-да өтетін академиялық кезеңдер саны.",
            "Число академических периодов в вузе-партнере.",
            "The number of academic periods at the partner institution.",
        ),
        source=epvo("partnertotaltermcount"),
    ),
    Column(
        "path",
        Path(),
        REQUIRED,
        Text("Оқу траекториясы", "Траектория обучения", "Study path"),
        Text(
            "Кезеңдер ретімен: H – отандық ЖОО, P – серіктес, мысалы H2-P2 немесе H1-P1-H1-P1.",
            "Периоды по порядку: H – отечественный вуз, P – партнер, например H2-P2 или "
            "H1-P1-H1-P1.",
            "The periods in order: H home, P partner, for example H2-P2 or H1-P1-H1-P1.",
        ),
    ),
    Column(
        "format_label",
        String(20),
        AUTOMATIC,
        Text("Оқыту форматы", "Формат обучения", "Study format"),
        Text(
            "Оқу траекториясынан шығады, мысалы 2+2; өзіңіз жазбасаңыз да болады.",
            "Выводится из траектории обучения, например 2+2; самим писать необязательно.",
            "Derived from the study path, for example 2+2; you need not write it yourself.",
        ),
        width=13,
    ),
    Column(
        "ects_total",
        Number(),
        REQUIRED,
        Text("Барлық кредит", "Всего кредитов", "Credits, total"),
        Text(
            "Бағдарламаның академиялық кредитпен (ECTS) көлемі.",
            "Объем программы в академических кредитах (ECTS).",
            "The size of the programme in academic credits (ECTS).",
        ),
    ),
    Column(
        "ects_home",
        Number(),
        REQUIRED,
        Text("Отандық ЖОО кредиттері", "Кредиты отечественного вуза", "Credits at home"),
        Text(
            "Отандық ЖОО-да игерілетін кредиттер.",
            "Кредиты, осваиваемые в отечественном вузе.",
            "The credits taken at the home institution.",
        ),
    ),
    Column(
        "ects_partner",
        Number(),
        REQUIRED,
        Text("Серіктес кредиттері", "Кредиты партнера", "Credits at the partner"),
        Text(
            "Серіктес ЖОО-да игерілетін кредиттер.",
            "Кредиты, осваиваемые в вузе-партнере.",
            "The credits taken at the partner institution.",
        ),
    ),
    Column(
        "ects_recognised",
        Number(),
        OPTIONAL,
        Text(
            "Қайта есептелетін кредиттер",
            "Кредиты к перезачету",
            "Credits to be recognised",
        ),
        Text(
            "Серіктес ЖОО кредиттерінің отандық ЖОО-да қайта есептеу жоспарланған бөлігі.",
            "Кредиты партнера, которые планируется перезачесть в отечественном вузе.",
            "The partner's credits that the home institution plans to recognise.",
        ),
        source=order(152, 3),
    ),
    Column(
        "duration_months",
        Integer(1, 120),
        REQUIRED,
        Text("Оқу мерзімі, ай", "Срок обучения, мес.", "Duration, months"),
        Text(
            "Бағдарламаның нормативтік мерзімі аймен.",
            "Нормативный срок программы в месяцах.",
            "The nominal duration of the programme in months.",
        ),
    ),
    Column(
        "langs",
        Languages(),
        REQUIRED,
        Text("Оқыту тілдері", "Языки обучения", "Languages of instruction"),
        Text(
            "Тілдердің кодтары, мысалы: kk, en.",
            "Коды языков, например: kk, en.",
            "The codes of the languages, for example: kk, en.",
        ),
    ),
    Column(
        "course_mode",
        Code("COURSE_MODE"),
        REQUIRED,
        Text("Оқыту режимі", "Режим обучения", "Mode of study"),
        Text(
            "Офлайн, қашықтан немесе аралас.",
            "Офлайн, дистанционно или смешанно.",
            "On campus, at a distance or blended.",
        ),
        source=epvo("trainingformatid"),
        width=16,
    ),
    Column(
        "online_share",
        Percent(),
        REQUIRED,
        Text("Онлайн бөлігінің үлесі", "Доля онлайн-обучения", "Online share"),
        Text(
            "Серіктес оқытатын бөліктің онлайн өтетін пайызы, 0–100.",
            "Какой процент обучения у партнера проходит онлайн, 0–100.",
            "What percentage of the partner's part is taught online, 0–100.",
        ),
    ),
    Column(
        "first_intake",
        Year(),
        REQUIRED,
        Text("Алғашқы қабылдау жылы", "Год первого приема", "First intake"),
        Text(
            "Бағдарламаға алғаш рет қабылданған жыл.",
            "Год, когда на программу приняли впервые.",
            "The year in which students were first admitted.",
        ),
    ),
    Column(
        "last_intake",
        Year(),
        CONDITIONAL,
        Text("Соңғы қабылдау жылы", "Год последнего приема", "Last intake"),
        Text(
            "Қабылдау жабылса, міндетті; бұл жыл есепті жылдан кейін болса, бос қалады.",
            "Обязательно, если прием закрыт; остается пустым, пока этот год не наступил.",
            "Required if the intake is closed; it stays empty while that year is still to come.",
        ),
    ),
    Column(
        "intake_open",
        YesNo(),
        REQUIRED,
        Text("Қабылдау ашық", "Прием открыт", "Intake open"),
        Text(
            "Есепті жылы бағдарламаға қабылдау болды ма; соңғы қабылдау жылы да «иә» деп жазылады.",
            "Велся ли прием на программу в отчетном году; в год последнего приема тоже «да».",
            "Whether students were admitted in the report year; “yes” also in that of the last "
            "intake.",
        ),
    ),
)

_QUALITY = (
    Column(
        "registry_status",
        Code("REGISTRY_STATUS"),
        REQUIRED,
        Text("Тізілімдегі мәртебесі", "Статус в реестре", "Status in the register"),
        Text(
            "Білім беру бағдарламаларының тізіліміндегі есепті күнгі мәртебесі.",
            "Статус в реестре образовательных программ на отчетную дату.",
            "The status in the register of educational programmes on the reference date.",
        ),
        source=epvo("statusep"),
    ),
    Column(
        "registry_date",
        Date(),
        CONDITIONAL,
        Text("Тізілімге енгізілген күні", "Дата включения в реестр", "Date of the status"),
        Text(
            "Есепті күнге дейін тізілімге енгізілсе немесе шығарылса: шешім күні.",
            "Если программа включена или исключена к отчетной дате: дата решения.",
            "If the programme was included or excluded by the reference date: the date of the "
            "decision.",
        ),
    ),
    Column(
        "accr_agency",
        Code("AGENCY"),
        OPTIONAL,
        Text("Аккредиттеу агенттігі", "Аккредитационное агентство", "Accreditation agency"),
        Text(
            "Қолданыстағы аккредиттеуді берген агенттік.",
            "Агентство, которое провело действующую аккредитацию.",
            "The agency that gave the accreditation in force.",
        ),
        width=32,
    ),
    Column(
        "accr_kind",
        Code("ACCR_KIND"),
        CONDITIONAL,
        Text("Аккредиттеу түрі", "Вид аккредитации", "Kind of accreditation"),
        _ACCREDITED,
    ),
    Column(
        "accr_from",
        Date(),
        CONDITIONAL,
        Text("Аккредиттеу басталған күн", "Аккредитация с", "Accredited from"),
        _ACCREDITED,
    ),
    Column(
        "accr_to",
        Date(),
        CONDITIONAL,
        Text("Аккредиттеу аяқталатын күн", "Аккредитация до", "Accredited until"),
        _ACCREDITED,
    ),
    Column(
        "prof_standard",
        String(2000),
        OPTIONAL,
        Text("Кәсіптік стандарт", "Профессиональный стандарт", "Professional standard"),
        Text(
            "Стандарттың атауы мен нөмірі; жоқ болса, «стандарт жоқ» деп жазыңыз.",
            "Название и номер стандарта; если его нет, напишите «стандарта нет».",
            "The name and number of the standard, or “none exists”.",
        ),
        width=28,
    ),
    Column(
        "degree_home",
        String(300),
        REQUIRED,
        Text(
            "Отандық ЖОО беретін дәреже",
            "Степень отечественного вуза",
            "Degree of the home institution",
        ),
        Text(
            "Дипломда жазылатын дәреже немесе біліктілік.",
            "Степень или квалификация, указываемая в дипломе.",
            "The degree or qualification written in the diploma.",
        ),
        width=30,
    ),
    Column(
        "degree_partner",
        String(1000),
        REQUIRED,
        Text(
            "Серіктес ЖОО беретін дәреже",
            "Степень вуза-партнера",
            "Degree of the partner institution",
        ),
        Text(
            "Түпнұсқа тілде, дипломда жазылғандай. Серіктес диплом бермесе, бос қалады.",
            "На языке оригинала, как в дипломе. Если партнер диплома не выдает, остается пустым.",
            "In the original language, as in the diploma. It stays empty if the partner awards no "
            "diploma.",
        ),
        unless=Case("prog_type", "JP"),
        width=30,
    ),
    Column(
        "staff_home",
        Integer(),
        REQUIRED,
        Text("Отандық ЖОО оқытушылары", "Преподаватели отечественного вуза", "Teachers, home"),
        Text(
            "Бағдарламада сабақ беретін отандық ЖОО оқытушыларының саны.",
            "Число преподавателей отечественного вуза на программе.",
            "How many teachers of the home institution teach on the programme.",
        ),
        source=epvo("specinppscount"),
    ),
    Column(
        "staff_partner",
        Integer(),
        REQUIRED,
        Text("Серіктес ЖОО оқытушылары", "Преподаватели вуза-партнера", "Teachers, partner"),
        Text(
            "Бағдарламада сабақ беретін серіктес ЖОО оқытушыларының саны.",
            "Число преподавателей вуза-партнера на программе.",
            "How many teachers of the partner institution teach on the programme.",
        ),
        source=several(epvo("specoutppscount"), order(152, 4), approach("1.2")),
    ),
)

_CONTACTS = (
    Column(
        "coord_home_email",
        Email(),
        REQUIRED,
        Text(
            "Отандық ЖОО үйлестірушісінің поштасы",
            "Почта координатора отечественного вуза",
            "E-mail of the home coordinator",
        ),
        Text(
            "Бағдарламаға жауапты үйлестірушінің қызметтік поштасы.",
            "Служебная почта координатора, отвечающего за программу.",
            "The work address of the coordinator in charge of the programme.",
        ),
    ),
    Column(
        "coord_partner_email",
        Email(),
        REQUIRED,
        Text(
            "Серіктес ЖОО үйлестірушісінің поштасы",
            "Почта координатора вуза-партнера",
            "E-mail of the partner coordinator",
        ),
        Text(
            "Серіктес ЖОО доменіндегі мекенжай; серіктес бірнешеу болса, біреуінікі.",
            "Адрес в домене вуза-партнера; если партнеров несколько, то одного из них.",
            "An address in the partner institution's domain; that of one partner if there are "
            "several.",
        ),
    ),
    Column(
        "public_url_kk",
        Url(),
        OPTIONAL,
        Text("Бағдарлама беті (қазақша)", "Страница (на казахском)", "Web page (Kazakh)"),
        _PAGE_NOTE,
    ),
    Column(
        "public_url_ru",
        Url(),
        OPTIONAL,
        Text("Бағдарлама беті (орысша)", "Страница (на русском)", "Web page (Russian)"),
        _PAGE_NOTE,
    ),
    Column(
        "public_url_en",
        Url(),
        OPTIONAL,
        Text("Бағдарлама беті (ағылшынша)", "Страница (на английском)", "Web page (English)"),
        _PAGE_NOTE,
    ),
    Column(
        "adm_gpa_min",
        Number(),
        OPTIONAL,
        Text("Ең төменгі GPA", "Минимальный GPA", "Lowest GPA"),
        Text(
            "Іріктеуге қатысу үшін қажет орташа үлгерім балы, 4 балдық шкала бойынша.",
            "Средний балл успеваемости для участия в отборе, по 4-балльной шкале.",
            "The grade point average needed for selection, on the scale of 4.",
        ),
    ),
    Column(
        "adm_lang_req",
        String(200),
        OPTIONAL,
        Text("Тіл білу талабы", "Требование к языку", "Language requirement"),
        Text(
            "Мысалы, IELTS 5.5 немесе B2 деңгейі.",
            "Например, IELTS 5.5 или уровень B2.",
            "For example IELTS 5.5 or level B2.",
        ),
        width=20,
    ),
    Column(
        "places_year",
        Integer(),
        OPTIONAL,
        Text("Жылдық орын саны", "Мест в год", "Places a year"),
        Text(
            "Бағдарламаға жыл сайын бөлінетін орын саны.",
            "Сколько мест выделяется на программу ежегодно.",
            "How many places the programme offers each year.",
        ),
    ),
    Column(
        "last_review",
        Date(),
        OPTIONAL,
        Text("Соңғы мерзімдік бағалау", "Последняя периодическая оценка", "Last review"),
        Text(
            "Бағдарламаның соңғы мерзімдік бағалауы аяқталған күн.",
            "День завершения последней периодической оценки программы.",
            "The day on which the last periodic review of the programme ended.",
        ),
        source=esg("1.9"),
    ),
)

PROGRAMMES = Sheet(
    name="3_PROG",
    title=Text("Білім беру бағдарламалары", "Образовательные программы", "Programmes"),
    note=Text(
        "Келісім бойынша іске асырылатын әр бағдарлама үшін бір жол.",
        "Одна строка на каждую программу, реализуемую по соглашению.",
        "One row for each programme run under an agreement.",
    ),
    columns=(*_WHAT, *_PATH, *_QUALITY, *_CONTACTS),
)
