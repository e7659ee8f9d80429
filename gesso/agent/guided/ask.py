"""Reading a person's message: spelling of the words that matter, clauses, questions and overrides.

Plain pattern matching, in English first, with the same few questions answered for German, Spanish, French, Vietnamese
and Chinese. Knows nothing of documents and models.
"""

import re
import unicodedata

from gesso.base.late import late

# Words whose misspelling would change what we do. A word one slip away from exactly one of them is read as it.
_WATCHED_WORDS = """
    write draft compose create generate implement build rewrite rephrase translate continue append insert remove
    delete rename replace change improve shorten simplify expand paragraph paragraphs sentence section heading table
    document canvas article essay story letter email report poem speech blog post script function javascript python
    program second third first fourth last conclusion introduction friendlier shorter longer simpler formal
    everywhere about students
"""
_WATCHED = tuple(_WATCHED_WORDS.split())
_WATCHED_SET = frozenset(_WATCHED)
# Real words that are one slip away from a watched one.
_REAL_WORDS = """
    form from past most lost host pots cost plane later latter better seconds tables stories fable able cable stable
    stores store easy write wrote writer written white formals lasts late firsts blot bog blob blow boll post posts
    poet poems emails female letters latest least list fist change changes chance charge changed moved remote
    removed deleted continued contine port sport pot spot spots leather reports formed draught built build guild
    blogs sections sentences scripts programs functions articles essays documents translates headings leading
    reading
"""
_REAL = frozenset(_REAL_WORDS.split())
_SPELLINGS = {
    "paragraf": "paragraph",
    "paragrafs": "paragraphs",
    "teh": "the",
    "cna": "can",
    "greating": "greeting",
    "taht": "that",
    "mak": "make",
    "u": "you",
    "smth": "something",
    "sth": "something",
    "plz": "please",
    "pls": "please",
}


def _one_slip(word: str, right: str) -> bool:
    """Whether `word` is `right` with one letter dropped, doubled, added, or two neighbours swapped. No substitutions:
    they turn too many real words into each other."""
    if len(word) == len(right):
        diff = [i for i in range(len(word)) if word[i] != right[i]]
        return (
            len(diff) == 2
            and diff[1] == diff[0] + 1
            and word[diff[0]] == right[diff[1]]
            and word[diff[1]] == right[diff[0]]
        )
    longer, shorter = (word, right) if len(word) > len(right) else (right, word)
    if len(longer) != len(shorter) + 1:
        return False
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def _inflected(word: str) -> bool:
    """Whether `word` is a watched word with a regular ending: "renames" is no misspelling of "rename"."""
    return any(
        word.endswith(e) and (word[: -len(e)] in _WATCHED_SET or word[: -len(e)] + "e" in _WATCHED_SET)
        for e in ("s", "d", "ed", "ing")
    )


def _respell(match: re.Match[str]) -> str:
    word = match.group(0)
    low = word.lower()
    if low in _SPELLINGS:
        return _SPELLINGS[low]
    if low in _WATCHED_SET or low in _REAL or len(low) < 4 or _inflected(low):
        return word
    if word[0].isupper() and match.start() > 0 and match.string[: match.start()].rstrip()[-1:] not in ".!?:":
        return word  # a name: Emil is no misspelt email
    near = [right for right in _WATCHED if right[0] == low[0] and _one_slip(low, right)]
    return near[0] if len(near) == 1 else word


_WORD = late(r"(?<![^\W\d_])[A-Za-z]+(?![^\W\d_])")  # not the "u" in "đầu"


def respell(ask: str) -> str:
    """`ask` with misspelt trigger words put right, outside quotation marks; everything else is untouched."""
    parts = re.split(r"(\"[^\"]*\"|“[^”]*”|'[^']*'(?!\w)|`[^`]*`)", unicodedata.normalize("NFC", ask))
    return "".join(part if i % 2 else _WORD.sub(_respell, part) for i, part in enumerate(parts))


_BREAK = late(
    r",\s+(?=(?:write|draft|compose|create|build|make) (?:me|us|an?|the)\b)|"
    r"(?<=[.!?;。！？；])\s+|(?<=[。！？；])|\n+|(?<=[a-z]:)\s+(?=[a-z])"
    r"|,?\s+(?:and then|and also|then|but|aber|und dann|pero|mais)\s+(?=\w)|,\s+(?=(?:could|can|would|will) you\b|"
    r"please\b|so he\b|so she\b)|,\s+and\s+(?=(?:also )?(?:make|fix|change|shorten|rewrite|round|add|remove|"
    r"delete|rename|"
    r"replace|correct|translate|simplify)\b)",
    re.IGNORECASE,
)
_FILLER = late(
    r"^(?:(?:please|pls|hey|hi|hello|ok|okay|so|well|now|next|just|simply|quickly|also|and|then|first|thanks|"
    r"thank you|anyway|great|cool|"
    r"yes|sure|alright|oh|btw|lol|bitte|jetzt|dann|por favor|ahora|s'il te plaît|maintenant)\b[\s,:!.]*)+",
    re.IGNORECASE,
)
_POLITE = late(
    r"^(?:can|could|would|will) you (?:please |maybe |also |just )*|^you (?=(?:make|change|write|fix|put|add|"
    r"shorten)\b)|^(?:i want you to|i need you to|i'd like you to|"
    r"help me (?:to )?|"
    r"let'?s|would you mind|kannst du|könntest du|puedes|podrías|peux-tu|pourrais-tu|hãy|请|帮我|请帮我)\s*",
    re.IGNORECASE,
)
_QUESTION = late(
    r"^(?:tell|show) me (?:what|how|why|when|where|who|which|if|whether)\b|"
    r"^(?:how|what|what's|whats|who|who's|whose|which|why|when|where|should|shall|do(?= (?:you|i|we|they|the|these|"
    r"my|your|people|it)\b)|does|did|is|are|was|were|am|has|have|can i|may i|"
    r"could i|can we|isn't|aren't|any idea|wie|was|wer|welche\w*|warum|wann|wo|woher|soll|ist|sind|cómo|qué|quién|"
    r"cuál|por qué|"
    r"dónde|cuándo|comment|qui|que|quel\w*|pourquoi|où|quand|combien|de quoi|est-ce|tại sao|ai)(?=[\s'’?]|$)|^¿",
    re.IGNORECASE,
)
_ASKING_ENDS = late(r"(?:吗|呢|什么|哪里|怎么|为什么|多少|khi nào|ở đâu|là gì|thế nào|phải không)\W*$", re.IGNORECASE)


def clauses(ask: str) -> list[str]:
    """The message in pieces that each ask or tell one thing, with fillers and politeness taken off their beginnings."""
    pieces = []
    for piece in _BREAK.split(ask):
        bare = strip_politeness(piece)
        if bare:
            pieces.append(bare)
    return pieces or [ask.strip()]


def strip_politeness(piece: str) -> str:
    """`piece` without "hey, so, could you please …" in front."""
    before = None
    piece = piece.strip(" \t,–-")
    while piece != before:
        before = piece
        piece = _POLITE.sub("", _FILLER.sub("", piece)).strip(" \t,:–-")
    return piece


def is_question(clause: str) -> bool:
    """Whether a clause (politeness removed) asks for an answer rather than for something to be made."""
    return bool(_QUESTION.match(clause) or _ASKING_ENDS.search(clause))


_STAY = late(
    r"\bin (?:the |this |our )?(?:chat|conversation|thread)\b|\bin (?:your|a|the) (?:message|reply|answer|"
    r"response)\b|"
    r"\b(?:don'?t|do not|without) open(?:ing)? (?:anything|something|it|the editor)\b|"
    r"\b(?:paste|post|show|type|reply|respond|say)\b[^.;!?]{0,60}\bhere\b|\banswer (?:me )?(?:in |right )?here\b|"
    r"\bright here\b|\bone (?:question|step|line) at a time\b|\bno (?:new )?(?:canvas|document|doc)\b|"
    r"\b(?:do not|don'?t|without) (?:open(?:ing)?|us(?:e|ing)|creat(?:e|ing)|mak(?:e|ing)) (?:a |an |any |the |"
    r"another )?(?:new )?(?:canvas|document|doc)\b|"
    r"\bjust tell me\b|\b(?:im|hier im) chat\b|\bohne (?:neues )?dokument\b|\bhier (?:be)?antworten\b|"
    r"\bantworte? (?:bitte )?(?:gleich )?hier\b|"
    r"\ben el chat\b|\b(?:responde|contesta|contéstame|respóndeme|dime)\b[^.;!?]{0,20}\baquí\b|"
    r"\bsin (?:abrir )?(?:un )?documento\b|\bdans le chat\b|\btrong (?:khung )?chat\b|"
    r"\b(?:trả lời|viết) (?:luôn |ngay )?(?:ở đây|tại đây)|(?:在|直接在)(?:这里|聊天|对话)",
    re.IGNORECASE,
)
_NOT_STAY = late(r"\b(?:not|don'?t|do not|never)\b[^.,;!?]{0,20}\bin (?:the |this )?chat\b", re.IGNORECASE)
_OPEN = late(
    r"\b(?:use|open|start|create|make) (?:a |the |up a |me a )?(?:new |separate |second |blank |code |"
    r"text )*canvas\b|"
    r"\bopen (?:the |an? |up the )?(?:new |text |code )*(?:editor|document|doc|page)\b|\bcanvas(?: please|"
    r" pls)?(?:[:,]|$)|"
    r"\b(?:in|into|on|as|to) (?:a|the|an?other) (?:new |separate )?(?:canvas|document|doc)\b|"
    r"\b(?:öffne|benutze|nutze) (?:ein|eine|das|die|den)? ?(?:neues? )?(?:canvas|dokument)\b|"
    r"\bin ein(?:em)? (?:neuen? )?dokument\b|"
    r"\b(?:abre|usa) (?:un|el) (?:nuevo )?(?:lienzo|documento|canvas)\b|\b(?:ouvre|utilise) (?:un|"
    r"le) (?:nouveau )?(?:canevas|document|canvas)\b|"
    r"(?:mở|dùng) (?:một )?(?:canvas|tài liệu)|(?:打开|使用|新建)(?:一个)?(?:画布|文档)",
    re.IGNORECASE,
)


def wants_chat(ask: str) -> bool:
    """The person said where the answer belongs: in chat."""
    return bool(_STAY.search(ask)) and not _NOT_STAY.search(ask)


def wants_canvas(ask: str) -> bool:
    """The person asked for a canvas by name."""
    return bool(_OPEN.search(_STAY.sub(" ", ask)))
