"""Should a canvas open, and of which kind? Rules over the clauses of the message; see `behaviors/open_canvas/spec.md`.

The rules look for a *request* for a *thing that stands on its own*. Words alone decide nothing: "how long is an essay?"
holds the word and asks for no essay. What the rules cannot tell comes back with `sure=False`.
"""

import re

from gesso.agent.guided.ask import clauses, is_question, respell, wants_canvas, wants_chat
from gesso.agent.guided.decision import Opening, OpeningDecision
from gesso.agent.guided.little import is_little
from gesso.base.late import late

# A verb that by itself asks for a text, whatever the object.
_WRITE = late(
    r"^(?:(?:please|yesterday|today|finally) )*(?:write(?: up| out| down)?|draft|compose|author|pen|schreibe?n?|"
    r"verfasse?|formuliere?|entwirf|"
    r"escribe(?:me)?|redacta|écris(?:-moi)?|rédige(?:-moi)?|compose|viết|soạn)(?=\s)|^(?:用\S{1,12}?)?(?:写|撰写|起草)",
    re.IGNORECASE,
)
# A verb that asks for a thing only when the thing is one we know.
_MAKE = late(
    r"^(?:suggest|propose|recommend)(?= an? (?:complete|full|detailed|whole|entire)\b)|"
    r"^(?:create|generate|make|build|implement|develop|design|prepare|produce|put together|knock (?:out|up)|whip up|"
    r"throw together|cobble together|jot down|sketch|come up with|do|code|"
    r"program|"
    r"give me|get me|show me|tell me|turn\b.*\binto|convert\b.*\b(?:in)?to|i need|i want|i would like|i'd like|"
    r"i'd love|we need|need|want|"
    r"erstelle?|mach(?:e)?(?: mir)?|bau(?:e)?|programmiere?|ich brauche|ich möchte|wir brauchen|crea|haz(?:me)?|"
    r"genera|programa|necesito|quiero|"
    r"crée|fais(?:-moi)?|génère|j'ai besoin d\S*|je veux|il me faut|tạo|làm|tôi cần|lập)(?=\s|$)|"
    r"^(?:用\S{1,12}?)?(?:做|创建|生成|编写|我需要|我想要)",
    re.IGNORECASE,
)
_DATA = late(
    r"^(?:given .*[:,] )?(?:chart|plot|graph|visuali[sz]e|compute|calculate|analy[sz]e|aggregate|parse|load)\b.*"
    r"(?:\b(?:csv|xlsx?|data ?frame|pandas|dataset|spreadsheet|json)\b)",
    re.IGNORECASE,
)
_GIVEN_DATA = late(r"\.(?:csv|xlsx?|json|tsv)\b", re.IGNORECASE)
_WORDS_ALONE = late(r"^(?:about |around |roughly |max )?\d{2,4} words\b(?: please)?\W*$", re.IGNORECASE)
_WRITE_JA = late(r"(?:書いて|書け|作って|作成して)(?:ください|くれ|ほしい|下さい)?[。！!]*$")
_CODE_JA = late(r"コード|スクリプト|プログラム|関数|アプリ|ゲーム|サイト")
_BUILD = late(r"^(?:implement|code|program|programmiere?|programa)\b", re.IGNORECASE)

_DOCUMENT = late(
    r"\b(?:(?:product |job )?description|talking points|minutes|instructions|recipe|nda|piece|note|message|worksheet|"
    r"template|invoice|collection|bylaws|slogan list|"
    r"study guide|meal plan|out[- ]of[- ]office(?: (?:reply|message|note))?|auto-?reply|reply to|"
    r"\w{3,}(?:plan|schreiben|bericht|artikel|rede|brief))\b|"
    r"\b(?:blog(?: ?post| ?article| ?entry)?|post|article|essay|stor(?:y|ies)|tale|poem|sonnet|haiku|ballad|limerick|"
    r"lyrics|song|letter|e-?mail|"
    r"speech|toast|eulogy|report|proposal|press release|newsletter|r[eé]sum[eé]|cv|chapter|novel|memo|brochure|"
    r"leaflet|flyer|"
    r"review|biography|bio|guide|handbook|manual|tutorial|plan|schedule|itinerary|agenda|checklist|packing list|"
    r"complaint|"
    r"application|announcement|invitation|contract|agreement|policy|statement|manifesto|diary|journal entry|"
    r"screenplay|dialogue|monologue|"
    r"sermon|paper|abstract|outline|summary|page|pages|document|paragraphs|thesis|dissertation|obituary|job (?:ad|"
    r"description)|testimonial|"
    r"wiki|readme|faq|will|pitch|script for a (?:film|movie|play|video|podcast)|"
    r"(?:blog)?beitrag|artikel|aufsatz|geschichte|gedicht|brief|bericht|rede|kündigungsschreiben|anschreiben|"
    r"bewerbung|lebenslauf|"
    r"entrada|artículo|ensayo|cuento|historia|poema|carta|correo|informe|discurso|plan|article|rédaction|histoire|"
    r"conte|poème|lettre|"
    r"courriel|rapport|discours|bài (?:blog|viết|văn|thơ|luận|phát biểu)|truyện|thư|đơn|báo cáo|kế hoạch)\b"
    r"|文章|博客|作文|故事|小说|诗|信|邮件|报告|演讲|计划|简历|论文",
    re.IGNORECASE,
)
_LANGUAGE = late(
    r"\b(?:python|java ?script|js|typescript|java|rust|golang|kotlin|swift|ruby|php|perl|haskell|lua|bash|shell|"
    r"powershell|html5?|css|"
    r"sql|react|vue|svelte|angular|node(?:\.js)?|django|flask|fastapi|p5|three\.js|matlab|arduino|latex|dockerfile|"
    r"yaml)\b|c\+\+|c#",
    re.IGNORECASE,
)
_PROGRAM = late(
    r"\b(?:script|function|program|class|component|app|application|web ?site|web ?page|landing page|html page|game|"
    r"schema|query|regex|"
    r"regular expression|api|endpoint|cli|command line tool|bot|scraper|crawler|library|module|parser|algorithm|"
    r"calculator|converter|"
    r"unit tests?|test suite|makefile|dockerfile|quicksort|bubble sort|binary search(?: tree)?|linked list|"
    r"skript|funktion|programm|webseite|spiel|función|programa|página web|juego|aplicación|fonction|programme|"
    r"page web|jeu|"
    r"hàm|chương trình|trang web|trò chơi)\b|函数|脚本|程序|小游戏|游戏|网页|代码",
    re.IGNORECASE,
)
# "application" and "script" are texts too; "library" and "game" are things in the world.
_PROGRAM_ONLY_WITH_LANGUAGE = late(
    r"\b(?:application|library|game|class|module|api|schema|query|aplicación)\b", re.IGNORECASE
)
_CODE = late(
    r"^(?:write|make|give me|show me|create|generate|i need|i want)\s+(?:(?:me|some|the|a bit of) )*code\b",
    re.IGNORECASE,
)
_IN_FORM = late(
    r"\b(?:in|as) (?:an?|the form of an?) (?:\w+ )?(?:article|essay|blog ?post|letter|report|story|poem|speech|"
    r"guide)\b",
    re.IGNORECASE,
)
_SO_MANY_WORDS = late(r"\b\d{2,4}[- ]words?\b", re.IGNORECASE)
_JUDGE = late(
    r"^(?:rate|review|check|read|proof-?read|fix|improve|judge|critique|score|explain|compare|define|recommend|"
    r"suggest|list|name|"
    r"count|summari[sz]e|translate|for|about|with|without|is|not|no)\b",
    re.IGNORECASE,
)
_TEXT_SCRIPT = late(r"\b(?:film|movie|play|video|podcast|theatre|theater|radio)\b", re.IGNORECASE)
_SMALL = late(
    r"\bone[- ]?lin(?:e|er)\b|\b(?:a|one|two|three|single)[- ](?:short |quick |single )?(?:word|sentence|line|title|"
    r"name|caption|slogan|headline|"
    r"subject line|joke|synonym|hashtag|pun)s?\b|\b(?:some|few|two|three|four|five|six|ten|\d+) (?:\w+ )?(?:titles|"
    r"names|captions|slogans|headlines|"
    r"ideas|words|synonyms|hashtags|puns|jokes|tips|questions)\b",
    re.IGNORECASE,
)
_IN_LITTLE = late(r"\b(?:in|of) (?:a|one|two|three|a single) (?:lines?|sentences?|words?)\b(?! per)", re.IGNORECASE)
_LARGE = late(r"\b(?:long|complete|entire|page|pages|chapter|full|whole|detailed|\d{3,} words)\b", re.IGNORECASE)
_ABOUT = late(
    r"\b(?:about|on|for|of|to|that|which|who|with|in|from|regarding|über|für|zu|mit|sobre|para|de|que|con|sur|"
    r"pour|qui|avec|về|cho)\b",
    re.IGNORECASE,
)
_TELLS = late(
    r"^(?:i|we|he|she|they|my|our|his|her|their|it|this|that|there|ich|er|sie|wir|mein\w*|yo|él|ella|mi|je|il|elle|"
    r"mon|ma|tôi|我|他|她)\b",
    re.IGNORECASE,
)
_TELLS_OF = late(
    r"^(?:an?|the|my|our|some|one) (?:\w+ ){1,2}?(?:\w{3,}ed|wrote|sent|told|gave|made|said|says|has|had|is|"
    r"was|wants)\b",
    re.IGNORECASE,
)
_NEEDS = late(
    r"^(?:i|we) (?:need|want|would like|would love)|^i'd (?:like|love)|^(?:ich brauche|ich möchte|wir brauchen|"
    r"tôi cần)|^我(?:需要|想要)|^je veux|^j'ai besoin|^il me faut",
    re.IGNORECASE,
)
_NEEDS_ADVICE = late(r"\b(?:advice|help with|tips|ideas|to know|to ask|to (?!have|get)\w+)\b", re.IGNORECASE)
_PREDICATE = late(
    r"\b(?:is|are|was|were|has|have|had|does|did|will be|seems?|sounds?|isn't|doesn't|ist|sind|war|es|son|est|sont|"
    r"là)\b",
    re.IGNORECASE,
)


def decide_opening(ask: str) -> OpeningDecision:
    """Document, code or chat for a message with no canvas in play. The person's own word about the place wins."""
    said = respell(ask)
    if wants_chat(said):
        return OpeningDecision("chat", "you asked for the answer in chat", ask)
    parts = clauses(said)
    if wants_canvas(said):
        return OpeningDecision(_kind_of_content(said), "you asked for a canvas", ask)
    if _WRITE_JA.search(said):
        return OpeningDecision("code" if _CODE_JA.search(said) else "document", "you asked for it to be written", ask)
    if any(_WORDS_ALONE.match(part) for part in parts) and _DOCUMENT.search(said):
        return OpeningDecision("document", "you said how long the text should be", ask)
    hint = False
    for part in parts:
        if is_little(part):
            continue
        if _DATA.match(part) or (_GIVEN_DATA.search(said) and re.match(r"(?:compute|calculate|plot|chart)\b", part)):
            return OpeningDecision("code", "you asked for something computed from data", ask)
        found = _request_in(part)
        if found is not None:
            return found
        hint = hint or _hints(part)
    if asks_for_little(said):
        return OpeningDecision("chat", "you asked for a few words", ask, sure=not hint)
    return OpeningDecision("chat", "nothing to keep was asked for", ask, sure=not hint)


def asks_for_little(said: str) -> bool:
    """Whether something of three lines or fewer is asked for; what else the message asks for is not looked at."""
    return any(map(is_little, clauses(said)))


def _request_in(clause: str) -> OpeningDecision | None:
    """The decision a single clause forces, or None when it asks for nothing that belongs in a canvas."""
    if is_question(clause) and not _WRITE.match(clause):
        return None
    head = _head(clause)
    small = _SMALL.search(head)
    larger = _LARGE.search(clause) or (small and _DOCUMENT.search(clause[: small.start()]))
    if (small or _IN_LITTLE.search(clause)) and not larger:
        return None
    if _WRITE.match(clause):
        kind = _kind(clause, head)
        return OpeningDecision(kind or "document", _because(kind or "document", head), clause)
    if _IN_FORM.search(clause) and not _TELLS.match(clause):
        return OpeningDecision("document", "you named the form of a text", clause)
    if _MAKE.match(clause):
        if _NEEDS.match(clause) and _NEEDS_ADVICE.search(head):
            return None
        kind = _kind(clause, head)
        if kind is None and _BUILD.match(clause):
            kind = "code"
        if kind is None and _SO_MANY_WORDS.search(clause):
            kind = "document"
        if kind is None and _LANGUAGE.search(clause) and re.search(r"\b(?:something|tool|thing|one)\b", clause):
            kind = "code"
        return OpeningDecision(kind, _because(kind, head), clause) if kind else None
    if (
        _JUDGE.match(clause)
        or _TELLS.match(clause)
        or _TELLS_OF.match(clause)
        or clause.rstrip().endswith(("?", "？"))
        or _PREDICATE.search(head)
    ):
        return None
    if len(clause.split()) <= 6 and re.search(rf"\bin (?:{_LANGUAGE.pattern})\W*$", clause, re.IGNORECASE):
        return OpeningDecision("code", _because("code", clause), clause)
    kind = _kind(clause, head if _ABOUT.search(clause) else " ".join(clause.split()[:5]))
    return OpeningDecision(kind, _because(kind, head), clause) if kind else None


def _head(clause: str) -> str:
    """What is asked for, without what it is about: "write a blog post" of "write a blog post about python scripts"."""
    if "的" in clause:
        return clause.rsplit("的", 1)[1]
    verb = re.match(r"\w+ (?:up|into|to|together|with)\b(?: with\b)?", clause)
    found = _ABOUT.search(clause, verb.end()) if verb else _ABOUT.search(clause)
    into = re.search(r"\b(?:into|as)\b(.*)", clause, re.IGNORECASE)
    if into:
        return into.group(1)
    return clause[: found.start()] if found and found.start() > 3 else clause


def _kind(clause: str, head: str) -> Opening | None:
    """Code or document by the thing asked for; the words before "about" count first, then a language anywhere."""
    document, program = bool(_DOCUMENT.search(head)), bool(_PROGRAM.search(head) or _CODE.match(clause))
    language = bool(_LANGUAGE.search(head)) or bool(_LANGUAGE.search(clause) and (program or not document))
    if program and _PROGRAM_ONLY_WITH_LANGUAGE.search(head) and not language and not _BUILD.match(clause):
        program = bool(re.match(r"(?:build|make|develop|create)\b", clause, re.IGNORECASE)) and not document
    if re.search(r"\bscript\b", head, re.IGNORECASE) and _TEXT_SCRIPT.search(clause):
        return "document"
    if program or (language and (_WRITE.match(clause) or _LANGUAGE.search(head)) and not document):
        return "code"
    if document and language and re.search(r"\bpages?\b", head, re.IGNORECASE):
        return "code"
    return "document" if document else None


def _kind_of_content(said: str) -> Opening:
    """The kind of canvas for content that is only described, as in "use canvas: how quicksort works in python"."""
    return _kind(said, said) or ("code" if _LANGUAGE.search(said) else "document")


def _because(kind: Opening, head: str) -> str:
    thing = (_PROGRAM if kind == "code" else _DOCUMENT).search(head)
    if thing is None:
        return f"you asked for a {'program' if kind == 'code' else 'text'}"
    word = thing.group(0).lower()
    plain = word.isascii() and not word.endswith("s")
    return f"you asked for {('an ' if word[0] in 'aeiou' else 'a ') if plain else ''}{word}"


def _hints(clause: str) -> bool:
    """Whether a clause we found no request in still names something that could stand on its own."""
    return not is_question(clause) and bool(_DOCUMENT.search(clause) or _PROGRAM.search(clause))
