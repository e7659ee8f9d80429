"""Languages that the grammar does not read: a time in one of them is asked about, never read as if it were English."""

import re
import unicodedata
from collections.abc import Sequence

from gesso.schedule.words.lexicon import word_set

# Words that tell Spanish, French, Italian, Portuguese, Dutch, Polish, Vietnamese and Turkish from English and German.
_MARKS = word_set("""
    's alle amanhã au aujourd'hui bugün cada chaque chiều codziennie cuma czwartek dag della demain des dia dias
    dimanche dinsdag domani domenica domingo donderdag du dzisiaj día días een el elke esta este giorni giorno
    giovedì giờ gli godzinie gün hatırlat her herinner het heures hoje hora horas hoy il jeudi jour jours jueves
    jutro każdy las le lembre les lo los lundi lunedì lunes maandag mai manhã mardi martedì martes matin mattina
    mañana mercoledì mercredi mij miércoles moi morgen mình mỗi ngày nhắc niedziela noche noite o oggi ogni
    om pazartesi perşembe piątek poniedziałek por pour przypomnij próximo quarta que quinta rappelle recuerda
    recuérdame ricordami saat sabato salı samedi segunda semaine semana sera settimana sexta sobota soir sábado
    sáng tarde terça thứ todas todos tous toutes tối um uma una une unos uur vandaag vendredi venerdì viernes
    vrijdag woensdag wtorek yarın zaterdag zondag à às çarşamba środa
""")


def foreign(words: Sequence[str], known: int) -> bool:
    """Whether the words are of a language that is not read; `known`: how many of them are of one that is."""
    words = words[:2000]
    letters = "".join(words)
    if sum(unicodedata.category(c) == "Lo" or not _latin(c) for c in letters if c.isalpha()) > len(letters) // 3:
        return True
    return len(_MARKS.intersection(words)) > known


def says_when(text: str) -> bool:
    """Whether a text of such a language asks for something at a time: a reminder, or an hour or a rule with a request.

    A day or a length beside a request for a text says nothing, nor does a question about times.
    """
    said = text.casefold()
    if _REMINDS.search(said):
        return True
    wanted = bool(_REQUESTS.search(said))
    if not wanted and (_QUESTIONS.search(said) or said.rstrip().endswith(("?", "？", "吗", "呢", "không"))):
        return False
    hour, rule = bool(_HOURS.search(said)), bool(_RULES.search(said))
    return (hour and (rule or wanted)) or (wanted and (rule or bool(_DAYS.search(said))))


def _any(rows: str) -> re.Pattern[str]:
    """A pattern for any of the expressions, one for each run of them that white space parts; `_` is a space."""
    return re.compile("|".join(rows.split()).replace("_", " "))


_REMINDS = _any(r"""
    提醒 叫我 叫醒 リマインド 起こして 깨워 nhắc đánh_thức recuérda avísa despiérta rappelle réveille ricorda
    svegli lembr me_avis herinner przypomn hatırlat uyandır
""")
_REQUESTS = _any(r"""
    告诉我 告訴我 给我 給我 发给 發給 ください 教えて 送って 알려 보내 gửi báo_cho envía mánda manda
    dinos envoie dis-moi \bdis_moi dimmi envie me_diga stuur vertel wyślij powiedz gönder söyle
""")
_HOURS = _any(r"""
    \d{1,2}:\d{2} \d{1,2}_?(?:h\b|h\d{2}|u\b|uur|giờ|heures?|horas?|点|點|时|時|시)
    [一二三四五六七八九十两兩]+[点點](?![评評击擊]) \b(?:a_las|às|alle|saat|om|klokken)_\d
""")
_RULES = _any(r"""
    [每毎][天晚早周週月年日朝个個星] 매[일주월] mỗi_(?:ngày|sáng|tối|tuần|tháng) h[àằ]ng_(?:ngày|tuần|tháng)
    \btod[oa]s_l[oa]s \bcada\b \bchaque \btous_les \btoutes_les \bogni\b \btutt[ie]_ \btodos?_os \btodo_dia
    \belke\b \biedere\b codziennie \bkażd \bher_(?:gün|sabah|akşam|hafta)
    \blos_(?:lunes|martes|miércoles|jueves|viernes|sábados|domingos)
""")
_DAYS = _any(r"""
    mañana demain domani amanhã jutro yarın 明天 明日 내일 ngày_mai lunes martes jueves viernes sábado domingo
    lundi mardi mercredi jeudi vendredi samedi dimanche lunedì martedì giovedì venerdì
""")
_QUESTIONS = _any(r"""
    为什么 為什麼 怎么 怎麼 是不是 有没有 几点 幾點 什么时候 なぜ ですか ますか 왜_ tại_sao vì_sao có_phải
    por_qué pourquoi est-ce_que perché_ por_que_ waarom dlaczego neden_ ¿
""")


def _latin(c: str) -> bool:
    return c < "\u0250" or "\u1e00" <= c <= "\u1eff"
