"""Changes of a passage that need no model: honest, small, and never wrong about facts.

Each function returns the passage changed, or the same passage when it can do nothing. Links, code and addresses
inside a passage are never touched. English word lists; the sentence-wise ones work in any language.
"""

import re
from collections import Counter
from collections.abc import Callable

from gesso.agent.guided.overlap import topic_words
from gesso.agent.guided.sentences import split_sentences, words_of

_KEEP = re.compile(r"\[[^\]]*\]\([^)]*\)|`[^`]*`|https?://\S+|<[^>]+>")

_SIMPLE = {
    "utilize": "use", "utilise": "use", "utilizes": "uses", "utilized": "used", "commence": "start", "commenced": "started", "commences": "starts",
    "terminate": "end", "terminated": "ended", "endeavour": "try", "endeavor": "try", "ascertain": "find out", "facilitate": "help", "facilitates": "helps",
    "demonstrate": "show", "demonstrates": "shows", "demonstrated": "showed", "approximately": "about", "additional": "more", "numerous": "many",
    "sufficient": "enough", "purchase": "buy", "purchased": "bought", "obtain": "get", "obtained": "got", "require": "need", "requires": "needs",
    "required": "needed", "assist": "help", "assisted": "helped", "assistance": "help", "subsequently": "later", "previously": "before", "therefore": "so",
    "however": "but", "consequently": "so", "furthermore": "also", "moreover": "also", "nevertheless": "still", "regarding": "about", "concerning": "about",
    "prior to": "before", "in order to": "to", "due to the fact that": "because", "in spite of": "despite", "a large number "
                                                                                                            "of": "many", "a majority "
                                                                                                                          "of": "most",
    "at the present time": "now", "in the event that": "if", "with regard to": "about", "as well as": "and", "is able to": "can", "are able to": "can",
    "was able to": "could", "were able to": "could", "reside": "live", "resided": "lived", "inquire": "ask", "inquired": "asked", "attempt": "try",
    "attempted": "tried", "discover": "find", "discovered": "found", "observe": "see", "observed": "saw", "immediately": "at once", "frequently": "often",
    "occasionally": "sometimes", "primarily": "mainly", "significant": "big", "significantly": "greatly", "documentation": "papers", "commencement": "start", "submit": "hand in", "requested": "asked", "comply": "do so", "autonomy": "freedom", "substantial": "large", "beneficial": "good",
    "goatherd": "goat keeper", "notable": "important", "enhance": "improve", "enhances": "improves", "enhanced": "improved", "overtaken": "passed", "beverage": "drink", "individuals": "people", "individual": "person",
    "children's": "children's", "comprehend": "understand", "implement": "carry out", "implemented": "carried out", "initially": "at first", "ultimately": "in the end",
    "essential": "needed", "crucial": "very important", "perseverance": "hard work", "innovation": "new ideas", "exactly where": "where", "ivy": "green leaves",
    "accomplish": "do", "accomplished": "did", "anticipate": "expect", "accompany": "go with", "adjacent to": "next to", "approach": "come near",
    "cease": "stop", "ceased": "stopped", "construct": "build", "constructed": "built", "depart": "leave", "departed": "left", "encounter": "meet",
    "encountered": "met", "entire": "whole", "exhibit": "show", "exhausted": "very tired", "fundamental": "basic", "identical": "the same", "indicate": "show",
    "indicated": "showed", "magnificent": "great", "maintain": "keep", "modify": "change", "participate": "take part", "permit": "let", "possess": "have",
    "possesses": "has", "possessed": "had", "provide": "give", "provides": "gives", "provided": "gave", "remain": "stay", "remained": "stayed",
    "retain": "keep", "select": "choose", "selected": "chose", "transform": "change", "transformed": "changed", "various": "many", "widespread": "common",
}  # fmt: skip
_CONTRACT = {
    "I am": "I'm", "I have": "I've", "I will": "I'll", "I would": "I'd", "we have": "we've", "we are": "we're", "we will": "we'll", "you are": "you're",
    "you will": "you'll", "you have": "you've", "they are": "they're", "it is": "it's", "that is": "that's", "there is": "there's", "do not": "don't",
    "does not": "doesn't", "did not": "didn't", "is not": "isn't", "are not": "aren't", "was not": "wasn't", "were not": "weren't", "cannot": "can't",
    "can not": "can't", "could not": "couldn't", "should not": "shouldn't", "would not": "wouldn't", "will not": "won't", "has not": "hasn't",
    "have not": "haven't", "had not": "hadn't", "need not": "don't need to", "let us": "let's",
}  # fmt: skip
_WARM = {
    "I am sorry": "I'm so sorry", "Thank you for": "Thanks so much for", "Please let me know": "Just let me "
                                                                                               "know", "We regret": "We're so sorry",
    "do not hesitate to": "feel free to", "Kind regards": "Warm wishes", "Yours sincerely": "All the best", "Sincerely": "Warmly", "should you": "if you",
    "assist": "help", "receive": "get", "inform you": "let you know", "additional": "more", "regarding": "about", "however": "but", "therefore": "so",
    "We have sent you": "We've just sent you", "It should reach you": "You should have it", "It is worth": "It's well worth", "children": "kids", "purchase": "buy",
}  # fmt: skip
_FORMAL = {
    "kids": "children", "guy": "man", "guys": "people", "thanks": "thank you", "Thanks": "Thank you", "a lot of": "many", "lots of": "many", "get": "obtain",
    "got": "obtained", "buy": "purchase", "help": "assist", "need": "require", "ask": "enquire", "start": "commence", "big": "considerable", "but": "however,",
    "so": "therefore", "really": "", "okay": "acceptable", "ok": "acceptable", "Hi": "Dear", "hey": "Dear", "just": "", "sorry that": "sorry to learn "
                                                                                                                                      "that",
    "let me know": "inform me", "about": "regarding", "anything else": "anything further", "show": "demonstrate", "enough": "sufficient", "more": "additional",
}  # fmt: skip
_FORMAL_SAFE = {
    k: v
    for k, v in _FORMAL.items()
    if k not in ("but", "so", "about", "more", "get", "got", "need", "help", "start", "ask", "show")
}
_FILLERS = {
    "very": "", "really": "", "just": "", "actually": "", "basically": "", "simply": "", "quite": "", "rather": "", "in order to": "to", "of course": "",
    "as a matter of fact": "", "needless to say": "", "due to the fact that": "because", "at this point in time": "now", "exactly": "", "literally": "",
}  # fmt: skip
_TYPOS = {
    "teh": "the", "recieve": "receive", "recieved": "received", "definately": "definitely", "seperate": "separate", "occured": "occurred", "untill": "until",
    "wich": "which", "becuase": "because", "beleive": "believe", "freind": "friend", "goverment": "government", "adress": "address", "accomodate": "accommodate",
    "tommorow": "tomorrow", "tomorow": "tomorrow", "thier": "their", "wierd": "weird", "alot": "a lot", "dont": "don't", "cant": "can't", "wont": "won't",
    "doesnt": "doesn't", "didnt": "didn't", "isnt": "isn't", "im": "I'm", "ive": "I've", "youre": "you're", "theyre": "they're", "its a": "it's a",
    "should of": "should have", "could of": "could have", "would of": "would have", "begining": "beginning", "enviroment": "environment", "neccessary": "necessary",
    "publically": "publicly", "succesful": "successful", "writting": "writing", "taht": "that", "hte": "the", "adn": "and", "wether": "whether",
}  # fmt: skip


def _outside(text: str, change: Callable[[str], str]) -> str:
    """`change` applied to everything but links, code and addresses."""
    parts: list[str] = []
    at = 0
    for kept in _KEEP.finditer(text):
        parts += [change(text[at : kept.start()]), kept.group(0)]
        at = kept.end()
    return "".join([*parts, change(text[at:])])


def _swap(text: str, table: dict[str, str]) -> str:
    """Whole words and phrases replaced by `table`, keeping a capital at the beginning."""
    lowered = {find.lower(): new for find, new in table.items()}
    pattern = re.compile(
        r"\b(?:" + "|".join(sorted(map(re.escape, lowered), key=len, reverse=True)) + r")\b", re.IGNORECASE
    )

    def put(match: re.Match[str]) -> str:
        found = match.group(0)
        new = lowered[found.lower()]
        return new[:1].upper() + new[1:] if found[:1].isupper() and new else new

    swapped = _outside(text, lambda part: pattern.sub(put, part))
    if swapped == text:
        return text
    swapped = re.sub(r"(?<=\S) {2,}(?=\S)", " ", swapped)
    swapped = re.sub(r" +(?=[,.;!?])", "", swapped)
    return re.sub(r"^\s*[,;]\s*", "", swapped)


def shorter(text: str) -> str:
    """Without its least telling sentences; a lone sentence loses its filler words and its last side remark."""
    sentences = split_sentences(text)
    if len(sentences) >= 2:
        keep = max(1, (len(sentences) * 2) // 3) if len(sentences) > 2 else 1
        spread = Counter(word for s in sentences for word in topic_words(s))

        def telling(index: int) -> float:
            words = topic_words(sentences[index])
            linked = 2.0 if _KEEP.search(sentences[index]) else 0.0
            first = 1.0 if index == 0 else 0.0
            return (
                linked
                + first
                + sum(1 / spread[w] + (0.5 if spread[w] > 1 else 0) for w in words)
                / max(6, len(words_of(sentences[index])))
            )

        kept = sorted(sorted(range(len(sentences)), key=telling, reverse=True)[:keep])
        return "".join(sentences[i] for i in kept).rstrip()
    lean = _swap(text, _FILLERS)
    trimmed = _outside(lean, lambda part: re.sub(r"\s*\([^()]*\)", "", part))
    cut = re.match(
        r"^(.{20,}?),\s+(?:which|where|when|because|although|though|while|and|so|as|exactly)\b[^.!?]*([.!?])\s*$",
        trimmed,
        re.DOTALL,
    )
    if cut and not _KEEP.search(trimmed[cut.end(1) :]):
        trimmed = cut.group(1) + cut.group(2)
    return trimmed[:1].upper() + trimmed[1:] if text[:1].isupper() else trimmed


def simpler(text: str) -> str:
    """With common words for rare ones, and long sentences split where two clauses meet."""
    swapped = _swap(text, _SIMPLE)
    out: list[str] = []
    for sentence in split_sentences(swapped):
        whole = re.sub(r";\s+(\w)", lambda m: ". " + m.group(1).upper(), sentence)
        if len(words_of(whole)) > 8:
            whole = re.sub(
                r",\s+(and|but|because|so|where) (?=(?:i|you|he|she|it|we|they|the|this|these|nobody|people|only|her|"
                r"his|their|there|ivy|others|many|some|most)\b)",
                lambda m: {"and": ". ", "but": ". But ", "because": ". This is because ", "so": ". So ", "where": ". There "}[m.group(1).lower()],
                whole, count=1, flags=re.IGNORECASE,
            )  # fmt: skip
            whole = re.sub(r"(?<=\. )([a-z])", lambda m: m.group(1).upper(), whole)
        out.append(whole)
    return "".join(out)


def simpler_than(text: str) -> str:
    """`simpler`, or for a sentence it cannot help, the shorter form of it."""
    done = simpler(text)
    if done != text:
        return done
    halves = re.match(
        r"^((?:It|He|She|They|We|I|You|This|That) (?:was|is|were|are|"
        r"am) )((?:\w+ly )?\w+),? and ((?!then\b)\w+[^,.;]*[.!?])(\s*)$",
        text,
    )
    return f"{halves[1]}{halves[2]}. {halves[1]}{halves[3]}{halves[4]}" if halves else shorter(text)


def friendlier(text: str) -> str:
    """With contractions and warmer phrases; failing those, with a short word to the reader in front."""
    warm = _swap(_swap(text, _WARM), _CONTRACT)
    if warm != text:
        return warm
    if not text[:1].isupper():
        return text
    tells = re.search(r"\b(?:was|were|had|said|went|came|found|ran|\w+ed)\b", text)
    lead = (
        "Picture this: "
        if tells
        else "A little tip: "
        if re.match(r"(?:use|try|heat|take|add|put|good|keep|make|remember)\b", text, re.IGNORECASE)
        else "Here's something nice to know: "
    )
    first = text.split()[0]
    lower = first.lower() in (
        "the",
        "a",
        "an",
        "it",
        "they",
        "he",
        "she",
        "we",
        "there",
        "this",
        "these",
        "in",
        "on",
        "at",
        "when",
        "after",
        "from",
        "inside",
        "merchants",
        "legend",
        "good",
        "before",
    )
    return lead + (text[:1].lower() + text[1:] if lower else text)


def formal(text: str) -> str:
    """With contractions written out and everyday words replaced."""
    expand = {short: full for full, short in _CONTRACT.items() if full not in ("can not", "need not")}
    return _swap(_swap(text, expand), _FORMAL_SAFE)


def grammar(text: str) -> str:
    """With common misspellings, doubled words, spacing and capitals put right."""
    fixed = _swap(text, _TYPOS)

    def tidy(part: str) -> str:
        part = re.sub(r"\bi\b(?=[ ',])", "I", part)
        part = re.sub(
            r"\b(\w+) \1\b(?!-)", lambda m: m.group(0) if m.group(1).lower() in ("had", "that") else m.group(1), part
        )
        part = re.sub(r"(?<=\w) +([,.;!?])(?=\s|$)", r"\1", part)
        return re.sub(r"(?<=\S)  +(?=\S)", " ", part)

    fixed = _outside(fixed, tidy)
    fixed = re.sub(r"(?<=[.!?] )([a-z])(?=\w* )", lambda m: m.group(1).upper(), fixed)
    return (
        fixed[:1].upper() + fixed[1:]
        if text[:1].islower() and len(split_sentences(text)) >= 1 and text.rstrip().endswith((".", "!", "?"))
        else fixed
    )


def to_bullets(text: str) -> str:
    """A list with one sentence an item."""
    sentences = [s.strip() for s in split_sentences(text) if s.strip()]
    return "\n".join(f"- {s}" for s in sentences)


def to_prose(text: str) -> str:
    """The items of a list as sentences of one paragraph."""
    items = [
        re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?", "", line).strip()
        for line in text.splitlines()
        if line.strip()
    ]
    return " ".join(item if item.endswith((".", "!", "?")) else item + "." for item in items)
