"""What the README sheet explains to whoever fills the workbook in."""

from app.kernel.workbook.declaration import Section
from app.kernel.workbook.text import Text

GUIDE = (
    Section(
        Text("Қалай толтыру керек", "Как заполнять", "How to fill it in"),
        (
            Text(
                "ЖОО, келісімдер, бағдарламалар және оқу жылының сандары тізілімнен файл жүктеп "
                "алынған кездегі күйінде толтырылған. Оларды тексеріп, өзгергенін түзетіңіз, "
                "жетіспейтінін қосыңыз. Бос ұяшық тізілімде мәлімет жоқ екенін білдіреді. "
                "Парақтардың жанындағы сандар да сол кездегі.",
                "Вуз, соглашения, программы и численность за учебный год заполнены по реестру "
                "на момент скачивания файла. Проверьте их, исправьте изменившееся и добавьте "
                "недостающее. Пустая ячейка значит, что в реестре этих сведений нет. Числа рядом "
                "с листами – на тот же момент.",
                "The institution, its agreements and programmes and the figures of the year are "
                "filled in from the register as it was when the file was downloaded. Check them, "
                "correct what has changed and add what is missing. An empty cell means that the "
                "register does not know. The numbers beside the sheets are of the same moment.",
            ),
            Text(
                "Тінтуірді баған тақырыбының үстіне апарсаңыз, ескертпе шығады: не жазылады, қандай "
                "мәндер рұқсат етілген, қай нормаға негізделген.",
                "Наведите указатель на заголовок столбца, и появится примечание: что писать, какие "
                "значения допустимы, на какой норме это основано.",
                "Point at the header of a column to read its note: what to enter, which values are "
                "permitted, which norm is behind it.",
            ),
            Text(
                "1-жолда тақырыптар, 2-жолда бағандардың машиналық атаулары тұр: жүйе бағандарды "
                "солар арқылы таниды. Деректер 3-жолдан басталады: бір жол – бір жазба. Алғашқы екі "
                "жолды, парақтардың және бағандардың атауын өзгертпеңіз.",
                "В 1-й строке заголовки, во 2-й машинные имена столбцов: по ним столбцы узнает "
                "система. Данные начинаются с 3-й строки: одна строка – одна запись. Не меняйте "
                "первые две строки, названия листов и столбцов.",
                "Row 1 has the headers, row 2 the machine names by which the system knows the "
                "columns. Data begin in row 3: one row is one record. Do not change the first two "
                "rows or the names of sheets and columns.",
            ),
            Text(
                "Жол қосу үшін кестеден кейінгі бірінші бос жолды толтырыңыз. Жолды алып тастау "
                "үшін оның ұяшықтарын тазалаңыз немесе жолды жойыңыз.",
                "Чтобы добавить строку, заполните первую пустую под таблицей. Чтобы убрать строку, "
                "очистите ее ячейки или удалите ее целиком.",
                "To add a row, fill in the first empty one below the table. To remove a row, clear "
                "its cells or delete it.",
            ),
            Text(
                "Мәні анықтамалықтан алынатын ұяшықта тізімнен таңдаңыз; код жазуға да, қазақша, "
                "орысша немесе ағылшынша атауын көшіріп қоюға да болады. Кесте мәннің тізімде жоқ "
                "екенін ескертсе, оны қалдыруға келісіңіз. Келісім мен бағдарламаның кілті де "
                "тізімнен таңдалады; жаңасын алдымен өз парағына жазыңыз.",
                "Если значение берется из справочника, выберите его из списка; можно вставить и "
                "код, и название на казахском, русском или английском языке. Если таблица "
                "предупредит, что значения нет в списке, согласитесь его оставить. Ключи "
                "соглашений и программ тоже выбираются из списка; новый сначала запишите на его "
                "собственном листе.",
                "Where a value comes from a code list, choose it from the drop-down; a pasted "
                "code or a name in Kazakh, Russian or English is understood too. If the "
                "spreadsheet warns that the value is not in the list, agree to keep it. Keys of "
                "agreements and programmes are chosen from a drop-down as well; write a new one "
                "on its own sheet first.",
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
                "Формулаларды қолданбаңыз және ұяшықтарды біріктірмеңіз. Ешкім саналмайтын "
                "жолдарды жазбаңыз.",
                "Не используйте формулы и не объединяйте ячейки. Строки, в которых некого "
                "считать, не пишите.",
                "Do not use formulas or merged cells. Leave out rows that would count nobody.",
            ),
            Text(
                "ЖОО-да бірлескен және қос дипломды бағдарлама да, ондай келісім де болмаса, 1_INST "
                "парағында «Нөлдік есеп» бағанына «иә» деп жазып, қалған парақтарды бос қалдырыңыз.",
                "Если в вузе нет ни совместных и двудипломных программ, ни таких соглашений, на "
                "листе 1_INST укажите «да» в столбце «Нулевой отчет», остальные листы оставьте "
                "пустыми.",
                "If the institution has neither joint or double-degree programmes nor such "
                "agreements, answer “yes” under “Nil return” on sheet 1_INST and leave the other "
                "sheets empty.",
            ),
        ),
    ),
    Section(
        Text("Тексеру нәтижелері", "Результаты проверки", "What the checks say"),
        (
            Text(
                "Файл тізілім сайтының «Есептер» бетінен жүктеп алынған. Деректерді тексеру "
                "нәтижелері сол сайтта әр келісімнің, бағдарламаның және оқу жылы сандарының "
                "жанында көрсетіледі.",
                "Файл скачан на сайте реестра, на странице «Отчеты». Результаты проверки данных "
                "показаны на том же сайте рядом с каждым соглашением, программой и показателями "
                "учебного года.",
                "This file was downloaded from the page “Returns” of the register's site. What the "
                "checks say is shown on that site, beside each agreement, each programme and the "
                "figures of the year.",
            ),
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
