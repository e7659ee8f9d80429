"""The closed lists that facts are read with: colours, kin, jobs, verbs, and the words that make a sentence no fact."""

import re

from gesso.base.late import late


def listed(text: str) -> list[str]:
    """The words of a text, parted by blanks."""
    return text.split()


EYES = {
    "blue": "blue", "grey": "grey", "gray": "grey", "green": "green", "brown": "brown", "hazel": "hazel",
    "black": "black", "dark": "dark", "amber": "amber", "violet": "violet", "golden": "gold", "gold": "gold",
}  # fmt: skip
HAIR = {
    "black": "black", "dark": "dark", "raven": "black", "jet-black": "black", "brown": "brown", "brunette": "brown",
    "chestnut": "brown", "mousy": "brown", "auburn": "auburn", "red": "red", "ginger": "red", "copper": "red",
    "blonde": "blonde", "blond": "blonde", "fair": "fair", "flaxen": "blonde", "platinum": "blonde",
    "yellow": "yellow", "golden": "yellow", "sandy": "sandy", "grey": "grey", "gray": "grey", "silver": "grey",
    "iron": "grey", "white": "white",
}  # fmt: skip
NEAR = {
    frozenset(pair.split("-"))
    for pair in listed("""black-dark brown-dark brown-auburn red-auburn blonde-fair blonde-yellow fair-yellow sandy-fair
    sandy-blonde sandy-yellow sandy-brown sandy-red fair-white blonde-white grey-white dark-auburn hazel-brown
    dark-grey blue-grey amber-brown amber-gold amber-hazel dark-hazel blue-violet gold-hazel black-brown""")
}
"""Colours that two people may call the same thing by (for eyes, black and brown too)."""

KIN = {
    "mother": "she", "father": "he", "mum": "she", "mom": "she", "dad": "he", "sister": "she", "brother": "he",
    "wife": "she", "husband": "he", "son": "he", "daughter": "she", "aunt": "she", "uncle": "he", "niece": "she",
    "nephew": "he", "cousin": "", "grandmother": "she", "grandfather": "he", "grandson": "he", "granddaughter": "she",
    "twin": "", "fiancé": "he", "fiancée": "she", "widow": "she",
}  # fmt: skip
SIBLINGS = frozenset({"sister", "brother", "twin"})
SPOUSES = frozenset({"wife", "husband"})
ONE_ONLY = frozenset({"mother", "father", "wife", "husband"})

JOBS = frozenset(
    listed("""
    accountant actor actress architect archaeologist artist astronomer baker banker barber barber-surgeon barmaid
    barman barrister bartender biologist blacksmith boatman bookseller botanist boxer builder butcher butler carpenter
    chemist chef clerk coach cobbler cook dancer dentist detective diver doctor driver drummer editor electrician
    engineer farmer firefighter fireman fisherman florist forester gamekeeper gardener geologist goldsmith governess
    groom gravedigger grocer guard gunsmith hairdresser headmaster headmistress herbalist historian housekeeper hunter
    innkeeper janitor jeweller jockey joiner journalist judge king knight lawyer lecturer librarian lighthouse-keeper
    locksmith magistrate maid manager mason mathematician mayor mechanic merchant midwife miller miner minister monk
    musician nanny navigator neighbour neighbor novelist nun nurse officer optician painter pharmacist philosopher
    photographer physicist pianist pilot plumber poet policeman policewoman porter postman potter priest printer
    professor programmer psychiatrist psychologist publisher queen reporter sailor salesman scholar scientist sculptor
    seamstress secretary senator sergeant servant sheriff shepherd shoemaker singer smith smuggler soldier solicitor
    spy steward student surgeon surveyor tailor teacher thief translator undertaker usher vet veterinarian vicar
    violinist waiter waitress watchmaker weaver welder writer
    """)
)
PEOPLE = frozenset(
    listed("""
    man woman boy girl person fellow gentleman lady child youth lad lass creature widow widower bachelor spinster
    kid teenager guy""")
)
STRANGERS = frozenset(listed("stranger passenger visitor guest customer prisoner neighbour baby newcomer"))
HE_IS = frozenset(listed("man boy fellow gentleman lad guy"))
SHE_IS = frozenset(listed("woman girl lady lass"))
BUILD = frozenset(
    listed("""
    tall short small tiny stout slim thin lean slight heavy broad plump fat huge stocky petite gaunt
    burly lanky skinny wiry""")
)

SAID = frozenset(
    listed("""
    said says asked asks replied answered cried called whispered shouted murmured muttered added began continued
    told tells went agreed admitted announced observed remarked repeated demanded insisted explained exclaimed laughed
    sighed snapped growled hissed sobbed screamed yelled lied sang""")
)
IRREGULAR = frozenset(
    listed("""
    was is has had were are did does could would should might will can must may came went took gave got saw knew
    thought felt sat stood ran made put kept let met left found held told heard wrote read spoke drove ate drank slept
    woke rose fell began brought bought caught chose drew flew forgot forgave froze grew hid hit hung knelt laid lay led
    lent lit lost meant paid rang rode sang sank sent set shook shone shot showed shut sold spent sprang stole struck
    swam swore swept taught threw tore understood wore won burst bent bit blew broke cut fought shrugged says looks
    takes goes knows thinks turns stands sits""")
)

FUNCTION = frozenset(
    listed("""
    a about above across after again against all almost alone along already also although always am among an and another
    any anybody anyone anything are around as at away back be because been before behind below beneath beside besides
    better between beyond both but by call can captured cold come could dear did do does doing don done down during each
    early either else enough even ever every everybody everyone everything except far few finally first five for four
    from full get give go god good had half hardly has have having he hello her here hers herself hey hi him himself his
    how however i if in indeed inside instead into is it its itself jesus just keep last late later less let like listen
    little long look lord maybe me might mine more most much must my myself near nearly neither never new next no nobody
    none nor not nothing now of off oh ok okay old on once one only onto open or other otherwise our ours out outside
    over perhaps please quick quite rather really right said same say see seven several shall she should since six so
    some somebody someone something sometimes soon still stop such suddenly sure take tell ten than thank that the their
    theirs them themselves then there therefore these they thing this those though three through thus till to today
    together tomorrow tonight too toward towards true two under unless until up upon us very wait was way we well were
    what whatever when whenever where wherever whether which while who whoever whole whom whose why will with within
    without would yes yet you your yours yourself people men women nine eight eleven twelve morning evening night
    afternoon day week month year years monday tuesday wednesday thursday friday saturday sunday january february march
    may june july august september october november december spring summer autumn winter christmas easter english
    french german italian spanish american british russian chinese chapter part book day act earth heaven hell
    street road house lane avenue square river lake hall church school north south east west mama papa mummy daddy mum
    mom dad mother father sir madam ma'am miss mister sweetheart darling honey bless damn
    """)
) - {"dear", "captured"}
PLACES = late(
    r"(?:Street|Road|House|Lane|Avenue|Square|River|Lake|Hall|Church|School|Falls|Bay|Hill|Bridge|Park|Station|Hotel|"
    r"Inn|Castle|Island|Islands|Mountain|Mountains|Sea|Ocean|City|Town|Valley|Forest|Wood|Woods|Court|Place|Gate|"
    r"Tower|College|University|Hospital|County|Crown)$"
)
BEFORE_PLACE = frozenset(listed("in at to from near into through around towards toward across outside of the"))
PREPOSITIONS = frozenset(
    listed("""
    of with to for from at by like than in on into onto about behind beside before after near past towards toward
    against without between among beyond around over under upon and or beneath above across through""")
)

UNREAL = late(
    r"\b(?:as though|wish(?:ed)?|imagin\w+|pretend\w*|suppos\w+|dream\w*|unless|would(?:n.t)?(?: have)?|"
    r"might|could have|"
    r"perhaps|maybe|seem(?:ed|s)?|looked? (?:like|as)|portrait|photograph|photo|picture|painting|statue|mask|wigs?|"
    r"costume|disguis\w+|rumou?rs?|rumou?red|reputed|said to have|said to be|people said|every(?:one|body) said|"
    r"claim(?:ed|s)?|whether|playing|character|story about|almost|nearly|joked?|teas\w+|as if)\b",
    re.I,
)
IF = late(r"\bif\b(?P<between>[^.;]*)$", re.I)
NOT = late(r"\b(?:not|never|no|neither|nor|hardly|scarcely|without|no longer)\b|n[’']t\b", re.I)
LIE = late(
    r"\b(?:lied|liar|untrue|an? lie|lies? to|lying to|pretend\w*|joking|joked|false|made (?:it|that) up|fib\w*)\b|"
    r"(?:[’']s|[’']re|[’']m|\bwas|\bwere)(?: not)? lying(?! (?:on|in|down|there|at|under|across|beside|against|face|"
    r"awake|still|back|dead))\b",
    re.I,
)
CHANGE = late(
    r"\b(?:(?:turn(?:ed|ing|s)?|gone|went|going) (?:[a-z]+ )?(?:black|white|gr[ae]y|silver|red|blue|green|brown|"
    r"gold|dark|pale|"
    r"yellow|bald|blind|violet|fair|blonde?)\b|"
    r"dye[ds]?|dyeing|bleach\w*|grown?|grew|growing|became|become|coloured|colored|"
    r"faded|flared|glow\w*|flash\w*|blaz\w*|shone|shining|gleam\w*|streak\w*|today|this (?:month|week|year)|"
    r"in (?:january|february|march|april|may|june|july|august|september|october|november|december)|once|used to|"
    r"lenses|contacts?|wig|henna|new|changed?|now)\b",
    re.I,
)
GHOST = late(
    r"\b(?:ghost\w*|spirit|dream\w*|memory|memories|remember\w*|recall\w*|seem(?:ed|s)|fanc(?:y|ied)|imagin\w+|"
    r"used to|once|would|letter|diary|recording|tape|voicemail|echo\w*|heaven|alive|not dead|vision|flashback|"
    r"years? (?:ago|before|earlier)|always)\b|n[’']t dead",
    re.I,
)

_UNITS = listed("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen")
_UNITS += listed("seventeen eighteen nineteen")
_TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
_SPELT = {word: n for n, word in enumerate(_UNITS)} | {word: 20 + 10 * n for n, word in enumerate(_TENS)}
_ONES = "|".join(_UNITS[1:10])
_TEN = "|".join(_TENS)
NUMBER = rf"(?:\d{{1,3}}|(?:{_TEN})(?:[-\s](?:{_ONES}))?|(?:{_ONES})-and-(?:{_TEN})|{'|'.join(_UNITS[1:])})"


def number_of(said: str) -> int:
    """The number that words of `NUMBER` say."""
    if said.isdigit():
        return int(said)
    return sum(_SPELT[word] for word in re.split(r"[-\s]+", said.lower()) if word != "and")


_NTHS = {
    word: at for at, word in enumerate(listed("first second third fourth fifth sixth seventh eighth ninth tenth"), 1)
}
_NTHS |= {f"{word}th": at for at, word in enumerate(_UNITS) if 10 < at < 20} | {"twelfth": 12}
_NTHS |= {f"{word[:-1]}ieth": 10 * at for at, word in enumerate(_TENS, 2)}
NTH = rf"(?:(?:{_TEN})-(?:{'|'.join(list(_NTHS)[:9])})|"
NTH += rf"{'|'.join(sorted(_NTHS, key=len, reverse=True))}|\d{{1,3}}(?:st|nd|rd|th))"


def nth_of(said: str) -> int:
    """The number that words of `NTH` say."""
    if said[0].isdigit():
        return int(said[:-2])
    tens, _, ones = said.lower().rpartition("-")
    return _NTHS[ones] + (_SPELT[tens] if tens else 0)


def number_words(number: int, like: str) -> str:
    """`number` written as `like` is: in digits or in words."""
    if like.isdigit() or not 0 < number < 100:
        return str(number)
    ones, tens = number % 10, number // 10
    words = _UNITS[number] if number < 20 else _TENS[tens - 2] + (f"-{_UNITS[ones]}" if ones else "")
    if "-and-" in like and number > 20 and ones:
        words = f"{_UNITS[ones]}-and-{_TENS[tens - 2]}"
    return words.capitalize() if like[:1].isupper() else words
