"""Languages that the grammar does not read: a time in one of them is asked about, never read as if it were English."""

import unicodedata
from collections.abc import Sequence

from gesso.schedule.words.lexicon import word_set

# Words that tell Spanish, French, Italian, Portuguese, Dutch, Polish, Vietnamese and Turkish from English and German.
_MARKS = word_set("""
    's alle amanhã au aujourd'hui bugün cada chaque chiều codziennie cuma czwartek dag della demain des dia dias
    dimanche dinsdag domani domenica domingo donderdag du dzisiaj día días een el elke esta este giorni giorno
    giovedì giờ gli godzinie gün hatırlat her herinner het heures hoje hora horas hoy il jeudi jour jours jueves
    jutro każdy las le lembre les lo los lundi lunedì lunes maandag mai manhã mardi martedì martes matin mattina
    mañana me mercoledì mercredi mi mij miércoles moi morgen mình mỗi ngày nhắc niedziela noche noite o oggi ogni
    om para pazartesi perşembe piątek poniedziałek por pour przypomnij próximo quarta que quinta rappelle recuerda
    recuérdame ricordami saat sabato salı samedi segunda semaine semana sera settimana sexta sobota soir sábado
    sáng tarde terça thứ todas todo todos tous toutes tối um uma una une unos uur vandaag vendredi venerdì viernes
    vrijdag woensdag wtorek yarın zaterdag zondag à às çarşamba środa
""")
_TIMELY = word_set("""
    amanhã cada chaque codziennie demain dimanche dinsdag domani domingo día días elke giovedì giờ gün hoje hoy
    jeudi jours jueves jutro lundi lunedì lunes maandag mardi martedì martes mañana mercoledì mercredi miércoles
    mỗi oggi ogni saat samedi sábado todo vandaag vendredi venerdì viernes yarın
""")
_CJK = frozenset("点點时時分每晚早明今后後周週星期月日半朝夜毎曜내일매일시분오전오후")


def foreign(words: Sequence[str], known: int) -> bool:
    """Whether the words are of a language that is not read; `known`: how many of them are of one that is."""
    words = words[:2000]
    letters = "".join(words)
    if sum(unicodedata.category(c) == "Lo" or not _latin(c) for c in letters if c.isalpha()) > len(letters) // 3:
        return True
    return sum(word in _MARKS for word in words) > known


def timely(words: Sequence[str]) -> bool:
    """Whether a text of such a language may say when: it has figures, or one of the plainest words."""
    return any(word in _TIMELY or word[:1].isdigit() or bool(set(word) & _CJK) for word in words)


def asks(words: Sequence[str], text: str) -> bool:
    """Whether a message of such a language is a question about times, and asks for nothing to be done then."""
    if any(word in text for word in _REQUESTS) or set(words) & _REQUEST_WORDS:
        return False
    return text.rstrip().endswith(("?", "？", "吗", "呢", "không")) or any(w in text.lower() for w in _QUESTIONS)


_QUESTIONS = ("为什么", "為什麼", "怎么", "怎麼", "是不是", "有没有", "几点", "幾點", "什么时候", "なぜ", "ですか",
              "ますか", "왜 ", "tại sao", "vì sao", "có phải", "por qué", "pourquoi", "est-ce que", "perché ",
              "por que ", "waarom", "dlaczego", "neden ", "¿")  # fmt: skip
_REQUESTS = ("提醒", "叫我", "告诉我", "告訴我", "给我", "給我", "請", "请", "帮我", "幫我", "ください", "教えて",
             "送って", "알려", "보내", "깨워", "nhắc", "gửi", "báo ", "cho tôi", "cho mình", "đánh thức",
             "每", "毎", "매일", "mỗi ", "hằng ", "hàng ngày")  # fmt: skip
_REQUEST_WORDS = word_set("""
    avísame avisa recuérdame recuerda envíame envía mándame manda dime despiértame puedes podrías rappelle rappelez
    envoie envoyez dis réveille peux pourrais pouvez ricordami mandami dimmi svegliami puoi potresti lembre me envie
    cada todos todas chaque tous toutes ogni tutti tutte elke alle każdy codziennie
    avise pode poderia herinner stuur kun przypomnij wyślij hatırlat gönder
""")


def _latin(c: str) -> bool:
    return c < "\u0250" or "\u1e00" <= c <= "\u1eff"
