"""Sheet 1_INST: the institution, its contacts and its signatory, in one row."""

from app.kernel.workbook.declaration import (
    AUTOMATIC,
    CONDITIONAL,
    REQUIRED,
    SYSTEM,
    Column,
    Sheet,
)
from app.kernel.workbook.kinds import (
    AcademicYear,
    Date,
    Email,
    Integer,
    Moment,
    Phone,
    String,
    YesNo,
)
from app.kernel.workbook.text import Text
from app.returns.editions.sources import epvo

_FROM_REGISTER = Text(
    "Тізілімнен алынады, мұнда өзгертілмейді.",
    "Берется из реестра, здесь не изменяется.",
    "Taken from the register and not changed here.",
)

INSTITUTION = Sheet(
    name="1_INST",
    title=Text("ЖОО туралы мәліметтер", "Сведения о вузе", "Institution"),
    note=Text(
        "Бір ғана жол: ЖОО, байланыс деректері, қол қоюшы тұлға.",
        "Только одна строка: вуз, контакты, подписант.",
        "One row only: the institution, its contacts and signatory.",
    ),
    single_row=True,
    columns=(
        Column(
            "inst_code",
            String(24, least=3),
            REQUIRED,
            Text("ЖОО коды", "Код вуза", "Institution code"),
            Text(
                "ЖОО-ның тізілімдегі коды, 24 таңбаға дейін; алдын ала толтырылады, өзгертпеңіз. "
                "Қолмен толтырғанда Жоғары білім берудің бірыңғай платформасындағы (ЕПВО) нөмірі "
                "де жарайды, мысалы 042: алдындағы нөлдер сақталады.",
                "Код вуза в реестре, до 24 символов; заполнен заранее, не меняйте его. При "
                "заполнении вручную подойдет и номер в Единой платформе высшего образования "
                "(ЕПВО), например 042: начальные нули сохраняются.",
                "The institution's code in the register, up to 24 characters; it is filled in, "
                "leave it as it is. Where it is filled in by hand, the number in the Unified Higher "
                "Education Platform (EPVO) will do too, for example 042: leading zeros are kept.",
            ),
            source=epvo("univer id"),
            width=16,
        ),
        Column(
            "inst_name_kk",
            String(300),
            AUTOMATIC,
            Text("ЖОО атауы (қазақша)", "Название вуза (на казахском)", "Name (Kazakh)"),
            _FROM_REGISTER,
            width=40,
        ),
        Column(
            "inst_name_ru",
            String(300),
            AUTOMATIC,
            Text("ЖОО атауы (орысша)", "Название вуза (на русском)", "Name (Russian)"),
            _FROM_REGISTER,
            width=40,
        ),
        Column(
            "inst_name_en",
            String(300),
            AUTOMATIC,
            Text("ЖОО атауы (ағылшынша)", "Название вуза (на английском)", "Name (English)"),
            _FROM_REGISTER,
            width=40,
        ),
        Column(
            "report_year",
            AcademicYear(),
            REQUIRED,
            Text("Есепті оқу жылы", "Отчетный учебный год", "Reporting academic year"),
            Text(
                "Мысалы, 2025-2026: екінші жыл бірінші жылдан кейін бірден келеді.",
                "Например, 2025-2026: второй год следует сразу за первым.",
                "For example 2025-2026: the second year follows the first.",
            ),
        ),
        Column(
            "reference_date",
            Date(),
            REQUIRED,
            Text("Есепті күн", "Отчетная дата", "Reference date"),
            Text(
                "Контингент осы күнгі жағдай бойынша саналады, әдетте 1 қазан.",
                "Контингент считается по состоянию на этот день, обычно 1 октября.",
                "The contingent is counted as of this day, usually 1 October.",
            ),
        ),
        Column(
            "contact_name",
            String(200),
            REQUIRED,
            Text("Байланыс жасайтын қызметкер", "Контактное лицо", "Contact person"),
            Text(
                "Есеп бойынша сұрақтарға жауап беретін халықаралық бөлім қызметкері.",
                "Сотрудник международного отдела, который ответит на вопросы по отчету.",
                "The member of the international office who answers questions on the return.",
            ),
            width=26,
        ),
        Column(
            "contact_email",
            Email(),
            REQUIRED,
            Text(
                "Байланыс үшін электрондық пошта",
                "Электронная почта для связи",
                "Contact e-mail",
            ),
            Text(
                "Қызметтік пошта: есепке қатысты хабарламалар осы мекенжайға жіберіледі.",
                "Служебная почта: на этот адрес приходят уведомления об отчете.",
                "A work address: notifications about the return are sent there.",
            ),
        ),
        Column(
            "contact_phone",
            Phone(),
            REQUIRED,
            Text("Байланыс телефоны", "Контактный телефон", "Contact phone"),
            Text(
                "Ел және қала кодымен, мысалы +7 7172 000000.",
                "С кодом страны и города, например +7 7172 000000.",
                "With the country and area codes, for example +7 7172 000000.",
            ),
        ),
        Column(
            "qa_contact_name",
            String(200),
            CONDITIONAL,
            Text("Сапа менеджері", "Менеджер по качеству", "Quality manager"),
            Text(
                "ЖОО-да сапаны қамтамасыз етуге жауапты қызметкер болса, оның аты-жөні.",
                "Имя сотрудника, который отвечает в вузе за обеспечение качества, если он есть.",
                "The name of whoever answers for quality assurance at the institution, if there "
                "is such a person.",
            ),
            width=26,
        ),
        Column(
            "total_contingent",
            Integer(),
            REQUIRED,
            Text("Барлық білім алушылар", "Всего обучающихся", "All students"),
            Text(
                "Есепті күнгі ЖОО білім алушыларының жалпы саны: үлестер осы санға қарай "
                "есептеледі.",
                "Общая численность обучающихся вуза на отчетную дату: от нее считаются доли.",
                "All students of the institution on the reference date, the base of shares.",
            ),
        ),
        Column(
            "total_foreign",
            Integer(),
            REQUIRED,
            Text(
                "Оның ішінде шетел азаматтары",
                "В том числе иностранные граждане",
                "Of them foreign citizens",
            ),
            Text(
                "Білім алушылардың жалпы санынан артық болмайды.",
                "Не больше общей численности обучающихся.",
                "Not more than the number of all students.",
            ),
        ),
        Column(
            "nil_return",
            YesNo(),
            REQUIRED,
            Text("Нөлдік есеп", "Нулевой отчет", "Nil return"),
            Text(
                "«Иә» – ЖОО-да бірлескен және қос дипломды бағдарлама жоқ, 2–7-парақтар бос. "
                "Осы парақтарда бір жол болса да, мысалы бағдарламасыз келісім, «жоқ» деп жазылады.",
                "«Да» – в вузе нет совместных и двудипломных программ, листы 2–7 пусты. Если на "
                "них есть хотя бы одна строка, например соглашение без программ, пишется «нет».",
                "“Yes” means that there is no joint or double-degree programme and sheets 2–7 "
                "are empty. As soon as they have a row, be it an agreement without programmes, "
                "the answer is “no”.",
            ),
        ),
        Column(
            "signatory_name",
            String(200),
            REQUIRED,
            Text("Қол қоюшы тұлға", "Подписант", "Signatory"),
            Text(
                "Ректор немесе уәкілетті тұлға.",
                "Ректор или уполномоченное лицо.",
                "The rector or an authorised person.",
            ),
            width=26,
        ),
        Column(
            "signatory_position",
            String(200),
            REQUIRED,
            Text("Қол қоюшының лауазымы", "Должность подписанта", "Signatory's position"),
            Text(
                "Есепке қол қойылған күнгі лауазымы.",
                "Должность на день подписания отчета.",
                "The position held on the day of signing.",
            ),
            width=26,
        ),
        Column(
            "signatory_basis",
            String(300),
            CONDITIONAL,
            Text("Өкілеттік негізі", "Основание полномочий", "Basis of authority"),
            Text(
                "Бірінші басшы емес тұлға қол қойса: бұйрықтың немесе сенімхаттың нөмірі мен күні.",
                "Если подписывает не первый руководитель: номер и дата приказа или доверенности.",
                "If the signatory is not the head: number and date of the order or power of "
                "attorney.",
            ),
            width=26,
        ),
        Column(
            "signed_at",
            Moment(),
            SYSTEM,
            Text("Қол қойылған уақыты", "Время подписания", "Signed at"),
            Text(
                "Есепке қол қойылған сәтте жазылады, Қазақстан уақыты.",
                "Записывается в момент подписания отчета, время Казахстана.",
                "Written when the return is signed, in Kazakhstan time.",
            ),
        ),
        Column(
            "file_hash",
            String(64),
            SYSTEM,
            Text("Файлдың бақылау сомасы", "Контрольная сумма файла", "File checksum"),
            Text(
                "Тапсырылған файлдың SHA-256 бақылау сомасы.",
                "Контрольная сумма SHA-256 сданного файла.",
                "The SHA-256 checksum of the file that was submitted.",
            ),
            width=24,
        ),
    ),
)
