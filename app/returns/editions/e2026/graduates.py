"""Sheet 6_GRAD: graduates and the diplomas they were awarded."""

from app.kernel.workbook.declaration import OPTIONAL, REQUIRED, Column, Sheet
from app.kernel.workbook.kinds import Code, Integer, Key, Year
from app.kernel.workbook.text import Text
from app.returns.editions.sources import order

GRADUATES = Sheet(
    name="6_GRAD",
    title=Text("Түлектер және дипломдар", "Выпускники и дипломы", "Graduates and diplomas"),
    note=Text(
        "Бағдарламаны бітіргендер және оларға берілген дипломдар.",
        "Окончившие программу и выданные им дипломы.",
        "Those who completed a programme and the diplomas awarded to them.",
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
            "grad_year",
            Year(),
            REQUIRED,
            Text("Бітірген жылы", "Год выпуска", "Year of graduation"),
            Text(
                "Қорытынды аттестаттау өткен жыл.",
                "Год итоговой аттестации.",
                "The year of the final attestation.",
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
            "award",
            Code("AWARD"),
            REQUIRED,
            Text("Берілген дипломдар", "Выданные дипломы", "Diplomas awarded"),
            Text(
                "Түлек қандай дипломдарды алды.",
                "Какие дипломы получили выпускники.",
                "Which diplomas the graduates received.",
            ),
            width=28,
        ),
        Column(
            "n",
            Integer(1),
            REQUIRED,
            Text("Түлектер саны", "Число выпускников", "Graduates"),
            Text(
                "Кемінде 1.",
                "Не менее 1.",
                "At least 1.",
            ),
        ),
        Column(
            "on_time",
            Integer(),
            REQUIRED,
            Text("Мерзімінде бітіргендер", "Окончили в срок", "On time"),
            Text(
                "Олардың ішінде оқуды нормативтік мерзімде бітіргендер.",
                "Из них окончившие в пределах нормативного срока.",
                "Of them, those who finished within the nominal duration.",
            ),
        ),
        Column(
            "honours",
            Integer(),
            OPTIONAL,
            Text("Үздік бітіргендер", "С отличием", "With honours"),
            Text(
                "Олардың ішінде үздік диплом алғандар.",
                "Из них получившие диплом с отличием.",
                "Of them, those who received a diploma with honours.",
            ),
        ),
        Column(
            "ds_issued",
            Integer(),
            REQUIRED,
            Text(
                "Еуропалық қосымша алғандар",
                "Получили европейское приложение",
                "With Diploma Supplement",
            ),
            Text(
                "Олардың ішінде дипломға еуропалық қосымшаны екі жақтан да алғандар.",
                "Из них получившие европейское приложение к диплому от обеих сторон.",
                "Of them, those with a Diploma Supplement from both sides.",
            ),
        ),
        Column(
            "recog_cert",
            Integer(),
            OPTIONAL,
            Text(
                "Танылғаны туралы куәлік алғандар",
                "С удостоверением о признании",
                "With certificate of recognition",
            ),
            Text(
                "Олардың ішінде шетелдік дипломының танылғаны туралы қазақстандық куәлігі барлар.",
                "Из них имеющие казахстанское удостоверение о признании зарубежного диплома.",
                "Of them, those whose foreign diploma has a Kazakhstan recognition certificate.",
            ),
            source=order(268),
        ),
        Column(
            "employed_1y",
            Integer(),
            OPTIONAL,
            Text(
                "Бір жылдан кейін жұмыс істейді",
                "Трудоустроены через год",
                "Employed after a year",
            ),
            Text(
                "Олардың ішінде бір жылдан кейін жұмыс істейтіндер немесе оқуын жалғастыратындар.",
                "Из них через год работающие или продолжающие обучение.",
                "Of them, those who work or continue to study a year later.",
            ),
        ),
    ),
)
