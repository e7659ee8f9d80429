"""The words of orders, questions and remarks about an open text, in six languages: the patterns `changing.py` reads by.

Tables of words only; what follows from them is decided there. Pure.
"""

import re

from gesso.base.late import late

THANKS = late(
    r"^(?:thanks?(?: you| a lot| so much)?|thx|ty|great|nice|perfect|cool|awesome|good (?:job|work)|looks (?:good|"
    r"great)|love it|ok(?:ay)?|danke|gracias|merci|cảm ơn|谢谢)\b[^?]*$",
    re.IGNORECASE,
)
JUST_TELL = late(
    r"^(?:please |can you |could you )*(?:summari[sz]e|sum up)\b(?!.*\b(?:section|paragraph|in the|as a))|"
    r"\bjust tell me\b|\b(?:only|just) (?:answer|say)\b",
    re.IGNORECASE,
)
HANDS_OFF = late(
    r"\b(?:don'?t|do not|without) (?:chang|touch|edit|alter)\w*(?: the| this| my)?(?: text| document| one| it|"
    r" anything)?\b",
    re.IGNORECASE,
)
COULD_BE = late(
    r"^(?:can|could) (?:we have|we make|the|this|that|it|these|paragraph|section)\b.*\b(?:be|sound|read|have|get|"
    r"become|make|in)\b",
    re.IGNORECASE,
)
FEEDBACK = late(
    r"^(?:give me|i want|i'd like|i need|any|some)\b.*\b(?:feedback|opinion|thoughts|advice|ideas|critique)\b",
    re.IGNORECASE,
)
REMOVE = late(
    r"\b(?:is|are) (?:unnecessary|superfluous|redundant|not needed|useless)\b|"
    r"\b(?:don'?t|do not|no longer) need (?:the|that|this)\b|"
    r",\s*(?:please |so )?(?:delete|remove|drop|cut|scrap) (?:it|that|this|them)\b|"
    r"^(?:leave out|kick out|throw (?:out|away)|omit|eliminate|discard|ditch|axe|remove|delete|drop|"
    r"get rid of|take out|erase|scrap|cut(?: out)?(?= the| that| this| paragraph)|strike|"
    r"lose(?= the)|lösch\w*|entfern\w*|streich\w*|"
    r"elimina|borra|quita|supprime|enlève|retire|xóa|xoá|bỏ|删除|删掉|去掉|移除)(?![a-z])|\b(?:can|should|must) (?:go|"
    r"be (?:removed|deleted|dropped|cut))\b|^把.*(?:删除|删掉|去掉)",
    re.IGNORECASE,
)
CUT_DOWN = late(
    r"^cut\b.*\b(?:down|short|shorter|in half|by (?:half|a|\d+|two|some))\b|^(?:take|drop) (?:it|this) (?:down|back)",
    re.IGNORECASE,
)
ADD = late(
    r"^(?:also )?mention\b|^(?:another|one more) (?!thing\b|post|article|essay|story|letter|email|document|"
    r"canvas|poem)\w+|"
    r"^(?:add(?! up\b)|insert|append|include|put(?= (?:an?|another|some|"
    r"the words?)\b)|continue|"
    r"keep (?:writing|going)|go on|"
    r"carry on|write (?:on|more)$|extend (?:it|the (?:text|story))|finish (?:it|the (?:text|story|letter))|"
    r"füge?|ergänze?|schreib weiter|mach weiter|añade|agrega|continúa|sigue|ajoute|continue|poursuis|thêm|viết tiếp|"
    r"添加|加上|加一|增加|继续|续写|补充)(?![a-z])",
    re.IGNORECASE,
)
PIECE_WANTED = late(
    r"^(?:now |then |also )*(?:write|draft|compose|create|give me|make|i'd like|i want|i need|we need|insert|"
    r"schreib\w*|escribe|écris|viết)\s+(?:(?:me|"
    r"us) )?(?:an?|another|one more|the next|some|ein\w*|otr[oa]|un\w*|một)\s+(?:\w+\s+){0,2}?"
    r"(?:paragraph|section|sentence|chapter|conclusion|intro(?:duction)?|ending|ps|postscript|bullet|heading|stanza|"
    r"verse|scene|absatz|abschnitt|párrafo|sección|paragraphe|section|đoạn|phần)\b",
    re.IGNORECASE,
)
CODE_WANTED = late(
    r"^(?:write|create|make|give me|i need|we(?: also)? need|i want)\s+(?:(?:me|us|also) )*(?:an?|another|"
    r"the) (?:[\w-]+ ){0,3}?"
    r"(?:function|method|class|test|helper|type|interface|constant)\b",
    re.IGNORECASE,
)
# "garlic should be on the list too", "there is no section on uninstalling"
LACKS = late(
    r"\b(?:should|must)(?: also)? (?:be|go|come|stand|appear) (?:on|in|into|onto) the\b.*\b(?:list|table|section|too|"
    r"as well|also)\b|\b(?:belongs?|goes?) (?:on|in|into|onto) the (?:\w+ )?(?:list|table)\b|"
    r"\b(?:is|are) missing (?:from|on|in) the (?:\w+ )?list\b|"
    r"\b(?:list|ingredients|steps|decisions|items)(?: also)? (?:needs?|lacks?|should(?: also)? have) (?:an?|"
    r"some|\d)\b",
    re.IGNORECASE,
)
CHANGE = late(
    r"^(?:comment out|uncomment|relis|make|rewrite|re-?write|change|fix|correct|shorten|simplify|translate|"
    r"improve|polish|expand|soften|"
    r"harden|liven|flesh out|strengthen|weaken|sharpen|handle|guard|round|capitali[sz]e|alphabeti[sz]e|number|add up|"
    r"recalculate|compress|shrink|combine|"
    r"describe(?= .*\b(?:detail|more|better|longer)\b)|explain(?= .*\b(?:better|more|clearer|more clearly)\b)|"
    r"(?:write|put|say)(?= (?:it|this|everything|all|the (?:text|letter|story|mail|email))\b)|rename|call|"
    r"document(?= the\b)|parallelise|change|lengthen|turn|"
    r"port|tell(?! me| us)|cut (?:the|down)|redo|convert|rephrase|reword|"
    r"paraphrase|update|replace|edit|tighten|trim|condense|proofread|format|reformat|reorder|sort|move|swap|merge|"
    r"split|join|double|halve|clean up|clarify|"
    r"explain better|check(?= .*\b(?:spelling|grammar|typos)\b)|spice|adapt|adjust|refactor|optimi[sz]e|use|sign|"
    r"give(?! me| us)|say|put(?= (?:it|this|"
    r"everything|the text)\b)|find a|find an|start with|end with|"
    r"begin with|increase|reduce|set|highlight|bold|"
    r"cut (?:it|this)|put (?=.*\b(?:bold|italics|quotes)\b)|remove|bring|tone|mach\w*|kürz\w*|schreib\w*|änder\w*|"
    r"übersetz\w*|verbesser\w*|korrigier\w*|formulier\w*|haz|acorta|cambia|traduce|tradúc\w*|"
    r"mejora|corrige|reescribe|arregla|simplifica|raccourcis|change|traduis|améliore|corrige|réécris|rends|simplifie|"
    r"reformule|viết lại|sửa|rút gọn|dịch|làm|đổi|cải thiện|把|改|翻译|缩短|修改|润色|简化|重写)(?![a-z])",
    re.IGNORECASE,
)
SHORTHAND = late(
    r"^an? (?:much |slightly |bit )?(?:\w+er|(?:more|less) \w+) version\b|"
    r"^(?:(?:a (?:bit|little)|much|way|more|less|even) )*(?:simpler|shorter|longer|friendlier|funnier|warmer|nicer|"
    r"(?:more|less) \w+(?=\W*$)|"
    r"clearer|stronger|softer|better|kürzer|länger|einfacher|freundlicher|"
    r"formal\w*|casual\w*|polite\w*|concise\w*|formeller|más \w+|plus \w+|too (?:long|short|formal|stiff|dry|"
    r"boring)|too \w+(?: now| again)?(?=\W*$)|"
    r"a stronger|a better|a nicer)\b|^(?:更|短一点|长一点|简单)|^ngắn hơn|^dài hơn",
    re.IGNORECASE,
)
COMPLAINT = late(
    r"\b(?:is|are|sounds?|seems?|feels?|reads?|ist|sind|klingt|es|est)\s+(?:\w+\s+){0,2}?(?:boring|dry|dull|long|"
    r"short|wrong|unclear|confusing|stiff|funny|weak|bad|off|repetitive|clumsy|rude|lang|kurz|largo|corto|long|trop|"
    r"zu|demasiado)\b|\btoo \w+\b|"
    r"\bshould (?:be|promise|have|say|take|start|end|include|sound|read|not)\b|\bneeds?\b|\bmust be\b|\b(?:can|"
    r"could) you put\b|\bfehl(?:t|en)\b|\bsollte\b|\bdebería\b|\bdevrait\b",
    re.IGNORECASE,
)

# "Any feedback?", "review this", "what do you think of it?": remarks are wanted, not changes.
COMMENT = late(
    r"^(?:comment|review|critique|critici[sz]e|evaluate|assess|annotate)\b(?! out\b)(?!.*\b(?:and|then) (?:fix|"
    r"correct|make|change|rewrite|shorten|apply)\b)|"
    r"^(?:code )?review\W*$|^(?:a )?code review\b|^(?:please )?(?:do|give me|i want|i need) a (?:code )?review\b|"
    r"\b(?:any|give me|i'?d like|i want|i need|need|want|leave|your|give)(?: me)? (?:some |your |more |honest |"
    r"critical |a few |quick )*(?:feedback|comments|critique|criticism|remarks|suggestions|notes)\b|"
    r"^(?:feedback|thoughts|comments|suggestions)\b\W*(?:please|pls)?\W*$|^(?:any|your|some) thoughts\b|"
    r"^(?:suggest|propose) (?:me )?(?:some |a few |any )?(?:edits|changes|improvements|corrections)\b|"
    r"^make (?:some |a few )?suggestions\b|"
    r"^what (?:do|would) you think (?:of|about) (?:this|it|my \w+|the (?:text|story|letter|draft|code|document|"
    r"article|mail|email|essay|post|intro|ending|conclusion))\b|"
    r"^(?:point out|mark|flag|highlight|show me|tell me|list|find|note) (?:me )?(?:only )?(?:(?:what|"
    r"where)(?:'s| is| it's| it is| it sounds)? (?:\w+ )?(?:wrong|weak|bad|off|unclear)|(?:the |any |"
    r"all )?(?:problems|weaknesses|weak spots|issues|errors|mistakes|flaws))\b(?!.*\band (?:fix|correct)\b)|"
    r"^where (?:could|can|should) (?:this|it|my \w+|the (?:text|story|letter|draft|code)) (?:be|get) (?:better|"
    r"improved|stronger|clearer)\b|"
    r"^(?:do you )?(?:see|spot|find|notice) any (?:bugs|problems|mistakes|issues|errors)\b|^any (?:bugs|"
    r"problems|mistakes|issues|errors)\b|"
    r"^(?:rate|judge|grade) (?:my|this|the)\b|\btell me what to improve\b|\banmerken\b|\btu opinión (?:sobre|"
    r"de) (?:el|este|mi) texto|"
    r"^(?:what|how) (?:could|can|should|would) (?:be|i|we|you)\b.{0,12}\bimprove[d]?\b|^where is it weak\b|"
    r"^(?:gib mir |ich möchte |bitte )?(?:\w+ )?feedback\b|^kommentier\w*|^was (?:hältst du|halten sie) (?:von|"
    r"vom) (?:(?:dem|diesem|meinem|der|meiner) )?(?:text|entwurf|brief|code|artikel|beitrag|geschichte|mail)\b|"
    r"^schau (?:mal )?drüber|\b(?:verbesserungs|änderungs)vorschläge\b|"
    r"^¿?qué te parece (?:este|el|mi|esta|la) (?:texto|carta|borrador|código|artículo|historia)\b|^(?:comenta|"
    r"revisa)\b(?!.*\by corrige)|\bsugerencias\b|"
    r"\bcommente\b|^(?:qu'en penses-tu|que penses-tu de (?:ce|mon|cette|ma) (?:texte|lettre|code|histoire))|"
    r"^(?:des |tes )?remarques\b|^ton avis\b|"
    r"góp ý|nhận xét|(?:提|给)(?:点|些|一些|一点|我)*(?:意见|建议)|^(?:意见|建议|点评|评论|审阅)",
    re.IGNORECASE,
)
ONLY_MARK = late(r"\b(?:proof-?read|check|review|go (?:over|through)|look (?:at|over|through)|read)\b", re.IGNORECASE)
# Orders that lack what they need before anything can be done.
LACKING = late(
    r"^(?:swap|merge|combine|join|switch) (?:them|those|these)\W*$|\bone of the (?:paragraphs|sections|items|"
    r"bullets|functions)\b|"
    r"^(?:please )?(?:rename|call|translate)(?: (?:it|this|that|everything))?(?: please)?\W*$|"
    r"^(?:übersetze?|traduce|traduis)(?: (?:es|das|lo|le))?\W*$|^(?:i|we) (?:don'?t|do not) like (?:it|this|"
    r"that)\W*$",
    re.IGNORECASE,
)
ONE_OF_SEVERAL = late(
    r"\b(?:the|that|this) (?P<unit>paragraph|section|item|bullet|function)\b(?!\s+(?:about|abt|with|on|where|that|"
    r"which|who|whose|of|in|"
    r"before|after|above|below|under|over|for|from|by|named|called|starting|beginning|ending|titled|saying|"
    r"mentioning|number|no|\d|one\b|two\b|\"|“))",
    re.IGNORECASE,
)
# What is inside a passage rather than a passage.
SMALL_PART = late(
    r"\b(?:words?|rows?|columns?|cells?|phrase|comma|link|emoji|sentences?|line break|satz|wort|zeile|spalte|palabra|"
    r"frase|mot|phrase|từ|câu|hàng|cột)\b|词|句|行|列",
    re.IGNORECASE,
)


def asks_change(said: str) -> bool:
    """Whether the clause begins with an order to change something, or with what it should become."""
    return bool(CHANGE.match(said) or SHORTHAND.match(said))


def asks_removal(said: str) -> bool:
    """Whether something is to go."""
    return bool(REMOVE.search(said)) and not CUT_DOWN.search(said)
