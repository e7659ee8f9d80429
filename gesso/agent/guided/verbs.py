"""The forms of common verbs: which word is a past participle, and which verb it or an -ing form belongs to. English.

Only verbs that people do to things are in `DONE_BY_PEOPLE`: "the lid can be removed" may become "you can remove the
lid", "delays can be caused" may not become anybody's doing.
"""

_IRREGULAR = """
    be was been; become became become; begin began begun; break broke broken; bring brought brought; build built built;
    buy bought bought; catch caught caught; choose chose chosen; come came come; cut cut cut; do did done; draw drew
    drawn; drink drank drunk; drive drove driven; eat ate eaten; fall fell fallen; feel felt felt; find found found;
    fly flew flown; forget forgot forgotten; get got got; give gave given; go went gone; grow grew grown; have had had;
    hear heard heard; hide hid hidden; hold held held; keep kept kept; know knew known; leave left left; lend lent lent;
    let let let; lose lost lost; make made made; mean meant meant; meet met met; pay paid paid; put put put; read read
    read; ride rode ridden; ring rang rung; rise rose risen; run ran run; say said said; see saw seen; sell sold sold;
    send sent sent; set set set; show showed shown; shut shut shut; sing sang sung; sit sat sat; sleep slept slept;
    speak spoke spoken; spend spent spent; stand stood stood; steal stole stolen; swim swam swum; take took taken; teach
    taught taught; tell told told; think thought thought; throw threw thrown; understand understood understood; wake
    woke woken; wear wore worn; win won won; wind wound wound; write wrote written; lie lay lain; lead led led;
    overtake overtook overtaken; foresee foresaw foreseen
"""
_FORMS = [entry.split() for entry in _IRREGULAR.split(";")]
_PASTS = {participle: past for _, past, participle in _FORMS}
_PARTICIPLES = {participle: base for base, _, participle in _FORMS}

_DONE = """
    bring buy choose cut do draw eat drink find get hear hold keep leave make pay put read see sell send set show
    take wear write access add adjust apply arrange attach bake boil book borrow call cancel change charge check chill
    clean close collect combine complete contact cook cool copy cover cut deliver dilute divide download drain dry email
    enter exchange export fill finish fold follow freeze fry grate grease grill heat hang import insert inspect install
    join knead lift link list load lock mark mash mix move observe obtain open order pack paint park peel pick place
    plant post pour prepare press print purchase reach record recycle reduce refill reheat remove renew rent repair
    replace report request reserve return reuse review revise rinse roast roll save scan season select separate serve
    shape share shut sign slice soak sort sprinkle stir store submit switch tie transfer trim try turn unlock update
    upload use utilize view visit wash water weigh whisk wipe withdraw wrap
"""
DONE_BY_PEOPLE = frozenset(_DONE.split())


def _spellings(base: str) -> tuple[str, str]:
    """The regular -ed and -ing form."""
    if base.endswith("e"):
        return base + "d", base[:-1] + "ing"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied", base + "ing"
    short = len(base) >= 3 and base[-1] not in "aeiouwxy" and base[-2] in "aeiou" and base[-3] not in "aeiou"
    if short and (len([c for c in base if c in "aeiou"]) == 1 or base in ("submit", "transfer", "prefer", "refer")):
        base += base[-1]
    return base + "ed", base + "ing"


_REGULAR = {_spellings(base)[0]: base for base in DONE_BY_PEOPLE}
_GERUNDS = {_spellings(base)[1]: base for base in DONE_BY_PEOPLE} | {"making": "make", "getting": "get"}


def base_of(participle: str) -> str | None:
    """The verb people do, for its past participle; None for others."""
    base = _PARTICIPLES.get(participle) or _REGULAR.get(participle)
    return base if base in DONE_BY_PEOPLE else None


def past_of(participle: str) -> str | None:
    """The simple past of what somebody did, for its past participle; None where it is not sure to be a verb's."""
    if participle in _PASTS:
        return _PASTS[participle]
    return participle if participle.endswith("ed") and len(participle) > 5 else None


def base_of_gerund(gerund: str) -> str | None:
    """The verb people do, for its -ing form; None for others."""
    return _GERUNDS.get(gerund)


def is_participle(word: str) -> bool:
    """Whether a word can be a past participle."""
    return word in _PARTICIPLES or (len(word) > 4 and word.endswith("ed"))
