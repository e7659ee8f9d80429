"""For each contrast pair of `starter_prompts` added last: a good answer to each of the two, by hand."""

PAIRS: tuple[tuple[tuple[str, str, str], tuple[str, str, str]], ...] = (
    (
        ("Shorten the allotment rules", "Write a notice about watering before nine", "What would a new member ask?"),
        ("Shorten the plan for Ghent", "Write a mail to all singers", "What do 140 euros have to cover?"),
    ),
    (
        ("List the risks in the report", "Chart the sales by shop", "Draft a mail to the hiring manager"),
        ("Add a summary at the top", "Chart the sales of Lyon and Ghent", "Make the part on hiring shorter"),
    ),
    (
        ("Mach die Rede etwas lustiger", "Entwirf eine Einladung zu Omas Feier", "Wie lang darf so etwas dauern?"),
        ("Mach die Rede etwas kürzer", "Schreib einen Trinkspruch auf die Braut", "Welche Anekdoten passen hier?"),
    ),
    (
        ("Übersetz den Plan ins Türkische", "Schreib den Helfern eine Nachricht", "Was haben wir vergessen?"),
        ("Mach eine Checkliste für die Kisten", "Schreib den Helfern eine Nachricht", "Was haben wir vergessen?"),
    ),
    (
        ("Añade una semana de descanso", "Explica el ritmo de carrera", "Haz una tabla con los kilómetros"),
        ("Añade una semana de descanso", "Explica la técnica para nadar mejor", "Haz una tabla con los metros"),
    ),
    (
        ("Thêm bảng giá các món", "Viết lời mời khách đến quán", "Rút gọn phần kết luận"),
        ("Dịch bài về quán sang tiếng Anh", "Viết lời mời khách đến ăn", "Rút gọn phần kết luận"),
    ),
    (
        ("把请假条写得更正式", "给老师写一条短信", "孩子发烧要注意什么"),
        ("把出差报告缩短一半", "给领导写一条短信", "做一张费用表"),
    ),
    (
        ("Explain the part on soil in English", "Make a sowing calendar for spinach", "What grows beside radishes?"),
        ("Kürze den Abschnitt über den Boden", "Mach einen Kalender für Spinat", "Was passt neben Radieschen?"),
    ),
    (
        ("Plan the vegan menu by the hour", "Write a shopping list for six", "What can be made on Friday?"),
        ("Search for places with vegan food", "Write an invitation for Saturday", "What do five others like?"),
    ),
    (
        ("Add type hints to the fleet", "Explain how the price is made", "Shorten the receipt function"),
        ("Write tests for the fleet", "Explain how the price is made", "Shorten the receipt function"),
    ),
    (
        ("Write three questions for year 9", "Find a good opening for Lovelace", "Make a timeline of her life"),
        ("Double the chestnut soup for eight", "Suggest a bread to go with it", "Which wine suits that dinner?"),
    ),
    (
        ("Giải thích phản ứng oxi hóa khử", "Ra mười câu trắc nghiệm", "Chia lịch theo từng tuần"),
        ("Tóm tắt các cuộc chiến tranh lớn", "Ra mười câu trắc nghiệm", "Chia lịch theo từng tuần"),
    ),
)
"""In the order of the file, one pair to a group."""
