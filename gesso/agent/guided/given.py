"""Words the person has given outright: the new item of a list, a sentence to add, what a passage should say.

What is given is put in as it is; nothing is left to a model. Pure; every function returns "" when nothing is given.
"""

import re

from gesso.base.late import late

_LIST = (
    r"(?:(?:the|my|our|this|a) )?(?:[\w-]+ ){0,2}?(?:list|ingredients?|items|decisions|questions|steps|risks|"
    r"options|tasks|todos?)"
)
_ITEM = tuple(
    late(pattern, re.IGNORECASE)
    for pattern in (
        r"^(?:also )?(?:add|put|include|append|insert|write|note)\b[^:]{0,60}:\s*(?P<words>[^\n]+?)[.!]?$",
        r"^(?:there is |we have |i have )?(?:another|one more|an additional|a (?:new|"
        r"further))\s+(?:[\w-]+ ){1,3}?[\w-]+:"
        r"\s*(?P<words>[^\n]+?)[.!]?$",
        r"^(?:also )?(?:add|put|include|insert|write|append)\s+(?:also )?(?P<words>.+?)\s+(?:to|on|onto|in|into)\s+"
        r"(?:the|my|our|this)\b[^:]*$",
        r"^(?P<words>.+?)\s+(?:should|must|needs? to|has to|have to)(?: also)? (?:be|go|come)(?: put|"
        r" added)? (?:on|in|onto|"
        r"into|to) (?:the|my|our)\b.*$",
        r"^.*\b(?:list|ingredients|steps|decisions|items)(?: also)? (?:needs?|lacks?|"
        r"should(?: also)? have) (?P<words>.+?)[.!]?$",
        r"^(?P<words>.+?)\s+(?:is|are) missing (?:from|on|in) (?:the|my|our)\b.*$",
        r"^(?P<words>.+?)\s+(?:belongs?|goes?) (?:on|in|into|onto) (?:the|my|our)\b.*$",
    )
)
_NO_ITEM = late(
    r"^(?:an?|another|one more|some|more|the|new|something|it|this|that|them)\s*(?:new |more |"
    r"further )?(?:items?|bullets?|"
    r"points?|things?|entry|entries|row|line|sentence|paragraph|section|word|step|ingredient|question|"
    r"decision|risk)?s?\b"
    r"(?:\s+(?:about|on|for|that|saying)\b.*)?$",
    re.IGNORECASE,
)
_SENTENCE = late(
    r"^(?:also )?(?:add|mention|say|note|write|state|include|point out)\b(?:\s+(?:also|in the \w+|"
    r"at the (?:end|start|top|"
    r"bottom|beginning)|somewhere|there|a (?:sentence|line|note|ps|p\.s\.|remark)(?: at the end)?))*"
    r",?\s+(?:saying\s+|to say\s+|which says\s+)?that\s+(?P<words>.+?)(?:,?\s+at the (?:very )?(?:end|bottom|"
    r"start|top))?[.!]?$",
    re.IGNORECASE,
)
_SHOULD_SAY = late(
    r"\b(?:should|must|has to|needs to|ought to)\s+(?:now )?(?:say|read|be called|"
    r"be named)\s*:?\s+[\"“„'`]?(?P<words>.+?)"
    r"[\"”“'`]?[.!]?$",
    re.IGNORECASE,
)


def item_given(request: str) -> str:
    """The words of a list item in "add garlic to the ingredients" or "one more question: who pays?"."""
    said = request.strip()
    for pattern in _ITEM:
        if match := pattern.match(said):
            words = match["words"].strip(" \"“”'„")
            if words and not _NO_ITEM.match(words) and len(words.split()) <= 20:
                return words
    return ""


_BARE_ITEM = re.compile(
    r"^(?:(?:also|and|please) )*(?:add|put|include|append)\s+(?:also )?(?P<words>[^:;.!?]{2,60}?)"
    r"(?:,?\s+(?:at the (?:very )?(?:end|bottom)|too|as well|please|also))*[.!]?$",
    re.IGNORECASE,
)
_PART_OF_A_TEXT = re.compile(
    r"\b(?:conclusion|introduction|intro|paragraph|section|chapter|heading|title|subtitle|examples?|details?|humou?r|"
    r"jokes?|summary|sentences?|lines?|table|quotes?|emojis?|closing|ending|footnotes?|dates?|signature|notes?|words?|"
    r"items?|bullets?|points?|numbers?|something|anything|more|information|explanations?|descriptions?|lists?|images?|"
    r"pictures?|charts?|comments?)\b",
    re.IGNORECASE,
)


def bare_item(request: str) -> str:
    """The thing in "add sunscreen at the end", for a page that is nothing but a list."""
    match = _BARE_ITEM.match(request.strip())
    if match is None or len(match["words"].split()) > 5 or _PART_OF_A_TEXT.search(match["words"]):
        return ""
    return re.sub(r"^(?:an?|the|some|my) ", "", match["words"].strip(" \"“”'„"), flags=re.IGNORECASE)


def sentence_given(request: str) -> str:
    """The sentence in "mention at the end that we are closed on Friday", with a capital and a full stop."""
    match = _SENTENCE.match(request.strip())
    if match is None:
        return ""
    words = match["words"].strip()
    clause = re.match(
        r"(?:[Ii]|we|you|it|they|there|the|our|my|your|this|these|nobody|everybody|all|no|each|every|on|from|"
        r"[A-ZÀ-Þ]\w+)\b",
        words,
    )
    if clause is None or len(words.split()) < 3 or re.match(r"(?:he|she) (?:gets|is|has)\b", words):
        return ""
    words = re.sub(r"\bi\b", "I", words)
    return words[:1].upper() + words[1:] + ("" if words[-1] in ".!?" else ".")


def wording_given(request: str) -> str:
    """What a line should say in "step 4 should say Simmer for one hour"."""
    match = _SHOULD_SAY.search(request.strip())
    return match["words"].strip() if match else ""


def like_others(words: str, others: str) -> str:
    """`words` with a capital if the other items begin with one."""
    firsts = re.findall(r"^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?([^\W\d_])", others, re.MULTILINE)
    if firsts and sum(c.isupper() for c in firsts) * 2 > len(firsts):
        return words[:1].upper() + words[1:]
    return words
