"""What the README sheet explains to whoever fills the workbook in."""

from app.kernel.workbook.declaration import Section
from app.kernel.workbook.text import Text

GUIDE = (
    Section(
        Text("Қалай толтыру керек", "Как заполнять", "How to fill it in"),
        (
            Text(
                "Деректер тізілімнен алынып, алдын ала толтырылған. Оларды тексеріп, "
                "өзгергенін түзетіңіз, жетіспейтінін қосыңыз.",
                "Данные заполнены заранее по реестру. Проверьте их, исправьте изменившееся "
                "и добавьте недостающее.",
                "The data are filled in from the register. Check them, correct what has "
                "changed and add what is missing.",
            ),
            Text(
                "Деректер 3-жолдан басталады: бір жол – бір жазба. Алғашқы екі жолды, "
                "парақтардың және бағандардың атауын өзгертпеңіз.",
                "Данные начинаются с 3-й строки: одна строка – одна запись. Не меняйте первые "
                "две строки, названия листов и столбцов.",
                "Data begin in row 3: one row is one record. Do not change the first two rows "
                "or the names of sheets and columns.",
            ),
            Text(
                "Мәні анықтамалықтан алынатын ұяшықта тізімнен таңдаңыз; код жазуға да, "
                "қазақша, орысша немесе ағылшынша атауын көшіріп қоюға да болады.",
                "Если значение берется из справочника, выберите его из списка; можно вставить и "
                "код, и название на казахском, русском или английском языке.",
                "Where a value comes from a code list, choose it from the drop-down; a pasted "
                "code or a name in Kazakh, Russian or English is understood too.",
            ),
            Text(
                "Бірнеше код үтір арқылы жазылады, мысалы: kk, en. Күн кк.аа.жжжж түрінде "
                "енгізіледі.",
                "Несколько кодов пишутся через запятую, например: kk, en. Дата вводится в виде "
                "дд.мм.гггг.",
                "Write several codes with commas between them, for example: kk, en. Enter "
                "dates as dd.mm.yyyy.",
            ),
            Text(
                "Формулаларды қолданбаңыз және ұяшықтарды біріктірмеңіз. Саны нөлге тең "
                "жолдарды жазбаңыз.",
                "Не используйте формулы и не объединяйте ячейки. Строки с нулевой "
                "численностью не пишите.",
                "Do not use formulas or merged cells. Leave out rows whose number would be zero.",
            ),
            Text(
                "ЖОО-да бірлескен және қос дипломды бағдарлама болмаса, 1_INST парағында "
                "«Нөлдік есеп» бағанына «иә» деп жазып, қалған парақтарды бос қалдырыңыз.",
                "Если в вузе нет совместных и двудипломных программ, на листе 1_INST укажите "
                "«да» в столбце «Нулевой отчет», остальные листы оставьте пустыми.",
                "If the institution has no joint or double-degree programme, answer “yes” "
                "under “Nil return” on sheet 1_INST and leave the other sheets empty.",
            ),
        ),
    ),
    Section(
        Text("Тексеру нәтижелері", "Результаты проверки", "What the checks say"),
        (
            Text(
                "E – қате: есепті тапсыру үшін түзету керек.",
                "E – ошибка: для сдачи отчета ее нужно исправить.",
                "E – error: it must be corrected before the return can be submitted.",
            ),
            Text(
                "W – ескерту: деректі түзетіңіз немесе түсіндірме жазыңыз.",
                "W – предупреждение: исправьте данные или напишите пояснение.",
                "W – warning: correct the data or write an explanation.",
            ),
            Text(
                "I – ақпарат: есепті тапсыруға кедергі болмайды.",
                "I – информация: сдаче отчета не мешает.",
                "I – information: it does not hold up the return.",
            ),
        ),
    ),
    Section(
        Text("Дербес деректер", "Персональные данные", "Personal data"),
        (
            Text(
                "Есепте тек сандар болады. Білім алушылардың аты-жөнін, ЖСН-ін және құжаттарының "
                "нөмірін жазбаңыз.",
                "В отчете только численность. Не указывайте имена обучающихся, их ИИН и номера "
                "документов.",
                "The return holds numbers only. Do not enter names of students, their "
                "identification numbers or numbers of their documents.",
            ),
        ),
    ),
)
