"""Which language a message is in, as far as it matters: can the built-in model, which knows English, answer?"""

import re

_WORDS = {
    "de": "der die das und ist ein eine einen ich mir bitte für über wie mach schreib nicht den dem zu auf mit "
    "kannst du woher warum meine meinen",
    "es": "el la los las un una de que por para con escribe haz sobre cómo qué más y en mi se está cuento quiero carta",
    "fr": "le la les un une des de du et pour avec sur est comment que qui écris rédige mon ma moi dans plus ce je "
    "veux lettre",
    "en": "the a an and is of to in for on it my me i you write make can how what about this that with please be do "
    "more",
}
_SETS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")

ENGLISH_ONLY = {
    "de": "Das eingebaute Modell schreibt nur Englisch. Wähle im Menü ein größeres Modell, dann schreibe ich auch "
    "auf Deutsch.",
    "es": "El modelo integrado solo escribe en inglés. Elige un modelo más grande en el menú y escribiré también en "
    "español.",
    "fr": "Le modèle intégré n’écrit qu’en anglais. Choisissez un modèle plus grand dans le menu pour que j’écrive "
    "en français.",
    "vi": "Mô hình tích hợp chỉ viết tiếng Anh. Hãy chọn một mô hình lớn hơn trong danh sách để tôi viết tiếng Việt.",
    "zh": "内置模型只会写英文。请在菜单中选择更大的模型，我就可以用中文写作。",
}


def language_of(message: str) -> str:
    """ "en", "de", "es", "fr", "vi" or "zh"; "en" when in doubt."""
    if len(_HAN.findall(message)) >= 2:
        return "zh"
    if _VIETNAMESE.search(message):
        return "vi"
    words = re.findall(r"[^\W\d_]+", message.casefold())
    scores = {language: sum(word in known for word in words) for language, known in _SETS.items()}
    best = max(("en", "de", "es", "fr"), key=lambda language: scores[language])
    return best if scores[best] > scores["en"] and scores[best] >= 2 else "en"
