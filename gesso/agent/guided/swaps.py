"""Word lists of the plain changes: what is put for what. Data only; `plain.py` applies them.

Each list is one text, `find > new` separated by semicolons; an empty new word drops the old one. English.
"""


def _pairs(text: str) -> dict[str, str]:
    pairs = (pair.split(">") for pair in " ".join(text.split()).split(";") if pair.strip())
    return {find.strip(): new.strip() for find, new in pairs}


SIMPLE = _pairs("""
    approximately > about; additional > more; numerous > many; sufficient > enough; assistance > help; subsequently >
    later; previously > before; therefore > so; however > but; consequently > so; furthermore > also; moreover > also;
    nevertheless > still; regarding > about; concerning > about; prior to > before; in order to > to; due to the fact
    that > because; in spite of > despite; a large number of > many; a majority of > most; at the present time > now;
    in the event that > if; with regard to > about; as well as > and; is able to > can; are able to > can; was able to
    > could; were able to > could; immediately > at once; frequently > often; occasionally > sometimes; primarily >
    mainly; significant > big; significantly > greatly; documentation > papers; commencement > start; submit > hand
    in; comply > do so; autonomy > freedom; substantial > large; beneficial > good; goatherd > goat keeper; notable >
    important; overtaken > passed; beverage > drink; individuals > people; individual > person; initially > at first;
    ultimately > in the end; crucial > very important; perseverance > hard work; innovation > new ideas; accompany >
    go with; adjacent to > next to; approach > come near; entire > whole; exhausted > very tired; fundamental > basic;
    identical > the same; magnificent > great; various > many; widespread > common
""")
"""Common words for rare ones; verbs are in VERBS."""

VERBS = """
    utilize use uses used used using; utilise use uses used used using; commence start starts started started
    starting; terminate end ends ended ended ending; endeavour try tries tried tried trying; endeavor try tries tried
    tried trying; ascertain find_out finds_out found_out found_out finding_out; facilitate help helps helped helped
    helping; demonstrate show shows showed shown showing; purchase buy buys bought bought buying; obtain get gets got
    got getting; require need needs needed needed needing; assist help helps helped helped helping; reside live lives
    lived lived living; inquire ask asks asked asked asking; attempt try tries tried tried trying; discover find finds
    found found finding; request ask asks asked asked asking; enhance improve improves improved improved improving;
    comprehend understand understands understood understood understanding; implement carry_out carries_out carried_out
    carried_out carrying_out; accomplish do does did done doing; anticipate expect expects expected expected
    expecting; cease stop stops stopped stopped stopping; construct build builds built built building; depart leave
    leaves left left leaving; encounter meet meets met met meeting; exhibit show shows showed shown showing; indicate
    show shows showed shown showing; maintain keep keeps kept kept keeping; modify change changes changed changed
    changing; participate take_part takes_part took_part taken_part taking_part; possess have has had had having;
    remain stay stays stayed stayed staying; retain keep keeps kept kept keeping; select choose chooses chose chosen
    choosing; transform change changes changed changed changing; notify tell tells told told telling; elucidate
    explain explains explained explained explaining; expedite speed_up speeds_up sped_up sped_up speeding_up; disclose
    show shows showed shown showing; relinquish give_up gives_up gave_up given_up giving_up; peruse read reads read
    read reading; allocate give gives gave given giving; necessitate need needs needed needed needing; rectify fix
    fixes fixed fixed fixing; remunerate pay pays paid paid paying; dispatch send sends sent sent sending; procure get
    gets got got getting; initiate start starts started started starting; acquire get gets got got getting
"""
"""Rare verb, then base, -s, past, participle and -ing form of the common one; `_` stands for a space."""

_AUXILIARIES = ("is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "having", "am")


def _inflected(text: str) -> dict[str, str]:
    """Every form of the rare verbs, with that form of the common one; a participle is known by its auxiliary."""
    pairs: dict[str, str] = {}
    for entry in text.split(";"):
        rare, *forms = entry.split()
        base, third, past, participle, present = (form.replace("_", " ") for form in forms)
        stem = rare.removesuffix("e")
        if rare.endswith("y") and rare[-2] not in "aeiou":
            pairs |= {rare: base, f"{rare[:-1]}ies": third, f"{rare[:-1]}ied": past, f"{rare}ing": present}
            gone = f"{rare[:-1]}ied"
        else:
            sibilant = rare.endswith(("s", "sh", "ch", "x", "z"))
            gone = f"{stem}ed"
            pairs |= {rare: base, f"{rare}es" if sibilant else f"{rare}s": third, gone: past, f"{stem}ing": present}
        if participle != past:
            pairs |= {f"{auxiliary} {gone}": f"{auxiliary} {participle}" for auxiliary in _AUXILIARIES}
    return pairs


SIMPLE |= _inflected(VERBS)
SIMPLE |= _pairs("""
    subsequent to > after; pursuant to > following; in accordance with > following; with reference to > about;
    in respect of > about; for the purpose of > for; in close proximity to > near; until such time as > until;
    in lieu of > instead of; a number of > some; the majority of > most; in the near future > soon;
    at an early date > soon; in
    excess of > more than; in the absence of > without; the aforementioned > this; aforementioned >; hereby >; herein >
    here; therein > there; notwithstanding > despite; thus > so; hence > so; per annum > a year; remuneration > pay;
    refrain from > avoid; refrains from > avoids; refrained from > avoided; refraining from > avoiding; in due course >
    soon; with respect to > about; as a consequence of > because of; in view of the fact that > because; on the grounds
    that > because; is required to > must; are required to > must; is not permitted to > may not; are not permitted to >
    may not; is permitted to > may; are permitted to > may; is obliged to > must; are obliged to > must; inclement
    weather > bad weather; monies > money; expenditure > spending; erroneous > wrong; feasible > possible; optimum >
    best; optimal > best; equitable > fair; initial > first; subsequent > next; prospective > future; viable > workable
""")

CONTRACTED = _pairs("""
    I am > I'm; I have > I've; I will > I'll; I would > I'd; we have > we've; we are > we're; we will > we'll; you
    are > you're; you will > you'll; you have > you've; they are > they're; it is > it's; that is > that's; there is
    > there's; do not > don't; does not > doesn't; did not > didn't; is not > isn't; are not > aren't; was not >
    wasn't; were not > weren't; cannot > can't; can not > can't; could not > couldn't; should not > shouldn't; would
    not > wouldn't; will not > won't; has not > hasn't; have not > haven't; had not > hadn't; need not > don't need
    to; let us > let's
""")
"""Contractions, as in speech."""

WARM = _pairs("""
    I am sorry > I'm so sorry; Thank you for > Thanks so much for; Please let me know > Just let me know; We regret
    > We're so sorry; do not hesitate to > feel free to; Kind regards > Warm wishes; Yours sincerely > All the best;
    Sincerely > Warmly; should you > if you; assist > help; receive > get; inform you > let you know; additional >
    more; regarding > about; We have sent you > We've just sent you; It should reach
    you > You should have it; It is worth > It's well worth; purchase > buy
""")
"""Warmer phrases for stiff ones."""

FORMAL = _pairs("""
    kids > children; guys > people; thanks > thank you; Thanks > Thank you; a lot of > many; lots of >
    many; buy > purchase; big > considerable; really >; okay > acceptable; ok > acceptable; Hi > Dear; hey > Dear;
    just >; sorry that > sorry to learn that; let me know > inform me; anything else > anything further; enough >
    sufficient
""")
"""Formal words for everyday ones that have one meaning only."""

FILLERS = _pairs("""
    very >; really >; just >; actually >; basically >; simply >; quite >; rather >; in order to > to; of course >;
    as a matter of fact >; needless to say >; due to the fact that > because; at this point in time > now; exactly
    >; literally >
""")
"""Words that can go."""

TYPOS = _pairs("""
    teh > the; recieve > receive; recieved > received; definately > definitely; seperate > separate; occured >
    occurred; untill > until; wich > which; becuase > because; beleive > believe; freind > friend; goverment >
    government; adress > address; accomodate > accommodate; tommorow > tomorrow; tomorow > tomorrow; thier > their;
    wierd > weird; alot > a lot; dont > don't; cant > can't; wont > won't; doesnt > doesn't; didnt > didn't; isnt >
    isn't; im > I'm; ive > I've; youre > you're; theyre > they're; its a > it's a; should of > should have; could of
    > could have; would of > would have; begining > beginning; enviroment > environment; neccessary > necessary;
    publically > publicly; succesful > successful; writting > writing; taht > that; hte > the; adn > and; wether >
    whether; realy > really; polinate > pollinate; definatly > definitely; definitly > definitely;
    recieving > receiving;
    recieves > receives; reciept > receipt; beleived > believed; acheive > achieve; acheived > achieved; arguement >
    argument; calender > calendar; commitee > committee; concious > conscious; embarass > embarrass; existance >
    existence; foriegn > foreign; grammer > grammar; immediatly > immediately; independant > independent; knowlege >
    knowledge; liason > liaison; maintainance > maintenance; noticable > noticeable; occurence > occurrence; persue >
    pursue; posession > possession; prefered > preferred; priviledge > privilege; probaly > probably; recomend >
    recommend; recomended > recommended; refered > referred; succesfully > successfully; suprise > surprise; suprised >
    surprised; truely > truly; usefull > useful; vaccum > vacuum; wasnt > wasn't; couldnt > couldn't; shouldnt >
    shouldn't; wouldnt > wouldn't; havent > haven't; hasnt > hasn't; arent > aren't; thats > that's; whats > what's;
    theres > there's; lets go > let's go; diffrent > different; intresting > interesting; intrested > interested;
    together > together; becasue > because; beggining > beginning; buisness > business; collegue > colleague;
    collegues > colleagues; completly > completely; experiance > experience; familly > family; finaly > finally;
    futher > further; garantee > guarantee; happend > happened; hieght > height; lenght > length; libary > library;
    litle > little; neccesary > necessary; necesary > necessary; paralel > parallel; peice > piece; peopel > people;
    posible > possible; preceeding > preceding; relevent > relevant; responsability >
    responsibility; resturant > restaurant; rythm > rhythm; sentance > sentence; similiar > similar; speach > speech;
    strenght > strength; temperture > temperature; togehter > together; transfered > transferred; tyrany > tyranny;
    usualy > usually; waht > what; wrok > work; yeild > yield; importent > important; importnat > important; evrything >
    everything; somthing > something; allways > always; basicly > basically; carefull > careful; cheif > chief; choosen
    > chosen; decison > decision; discribe > describe; easely > easily; febuary > February; wendesday > Wednesday;
    wensday > Wednesday
""")
"""Misspellings that are never right."""
