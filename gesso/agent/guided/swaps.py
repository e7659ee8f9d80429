"""Word lists of the plain changes: what is put for what. Data only; `plain.py` applies them.

Each list is one text, `find > new` separated by semicolons; an empty new word drops the old one. English.
"""


def _pairs(text: str) -> dict[str, str]:
    pairs = (pair.split(">") for pair in " ".join(text.split()).split(";") if pair.strip())
    return {find.strip(): new.strip() for find, new in pairs}


SIMPLE = _pairs("""
    approximately > about; additional > more; numerous > many; sufficient > enough; assistance > help; subsequently >
    later; previously > before; regarding > about; concerning > about; prior to > before; in order to > to; due to the
    fact that > because; in spite of > despite; a large number of > many; a majority of > most; at the present time >
    now; in the event that > if; with regard to > about; as well as > and; is able to > can; are able to > can; was
    able to > could; were able to > could; immediately > at once; frequently > often; occasionally > sometimes;
    primarily > mainly; significant > big; significantly > greatly; documentation > papers; commencement > start;
    submit > hand in; comply > do so; autonomy > freedom; substantial > large; beneficial > good; goatherd > goat
    keeper; notable > important; overtaken > passed; beverage > drink; individuals > people; individual > person;
    initially > at first; ultimately > in the end; crucial > very important; perseverance > hard work; innovation >
    new ideas; accompany > go with; adjacent to > next to; approach > come near; entire > whole; exhausted > very
    tired; fundamental > basic; identical > the same; magnificent > great; various > many; widespread > common
""")
"""Common words for rare ones; verbs are in VERBS."""

VERBS = """
    utilize use uses used used using; utilise use uses used used using; commence start starts started started
    starting; terminate end ends ended ended ending; endeavour try tries tried tried trying; endeavor try tries tried
    tried trying; ascertain find_out finds_out found_out found_out finding_out; facilitate help helps helped helped
    helping; demonstrate show shows showed shown showing; purchase buy buys bought bought buying; obtain get gets got
    got getting; require need needs needed needed needing; assist help helps helped helped helping; reside live lives
    lived lived living; inquire ask asks asked asked asking; attempt try tries tried tried trying; discover find finds
    found found finding; enhance improve improves improved improved improving;
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
    be obtained > be obtained; requested to > asked to; requested that > asked that; requested > asked for; requests >
    asks for; request > ask for; requesting > asking for; I require > I need; due to > because of; owing to > because
    of; persons > people; in advance > ahead of time; without further notice > without warning; respondents > people
    who answered; it should be noted that >; it must be noted that >; it is important to note that >; it is worth
    noting that >; I am writing to inform you that >; we are writing to inform you that >; it has come to our
    attention that > we see that; please do not hesitate to contact > please contact; do not hesitate to > feel free
    to; advise me whether > tell me if; advise us whether > tell us if; inform > tell; informs > tells; informed >
    told; informed about > told about; is suitable for > is good for; are suitable for > are good for; is not suitable
    for > is not for; refrigerator > fridge; are not permitted > are not allowed; is not permitted > is not allowed;
    is prohibited > is not allowed; are prohibited > are not allowed; are not admitted > cannot come in; will not be
    admitted > will not be let in; disregard > ignore; wish to > want to; wishes to > wants to; whether > if; by means
    of > with; in total > in all; is located in > is in; are located in > are in; free of charge > free; is unable to
    > cannot; are unable to > cannot; am unable to > cannot; will be able to > can; subsequent to > after; pursuant to
    > following; in accordance with > following; with reference to > about; in respect of > about; for the purpose of
    > for; in close proximity to > near; until such time as > until; in lieu of > instead of; a number of > some; the
    majority of > most; in the near future > soon; at an early date > soon; in excess of > more than; in the absence
    of > without; the aforementioned > this; aforementioned >; hereby >; herein > here; therein > there;
    notwithstanding > despite; per annum > a year; remuneration > pay; refrain from > avoid; refrains from > avoids;
    refrained from > avoided; refraining from > avoiding; in due course > soon; with respect to > about; as a
    consequence of > because of; in view of the fact that > because; on the grounds that > because; is required to >
    must; are required to > must; is not permitted to > may not; are not permitted to > may not; is permitted to >
    may; are permitted to > may; is obliged to > must; are obliged to > must; inclement weather > bad weather; monies
    > money; expenditure > spending; erroneous > wrong; feasible > possible; optimum > best; optimal > best; equitable
    > fair; initial > first; subsequent > next; prospective > future; viable > workable
""")

WARM = _pairs("""
    I am sorry > I'm so sorry; Thank you for > Thanks so much for; Please let me know > Just let me know; We regret
    > We're so sorry; do not hesitate to > feel free to; Kind regards > Warm wishes; Yours sincerely > All the best;
    Sincerely > Warmly; should you > if you; assist > help; receive > get; inform you > let you know; additional >
    more; regarding > about; We have sent you > We've just sent you; It should reach
    you > You should have it; It is worth > It's well worth; purchase > buy
""")
"""Warmer phrases for stiff ones."""

CASUAL = _pairs("""
    I believe that > I think; we believe that > we think; I recommend > I'd recommend; we recommend > we'd recommend;
    have not received > have not had; has not received > has not had; I am writing to inform you that > I'm writing to
    let you know that; we are writing to inform you that > we're writing to let you know that; we regret to inform you
    that > we're sorry to say that; I regret to inform you that > I'm sorry to say that; it has come to our attention
    that > we've noticed that; it has come to my attention that > I've noticed that; we are pleased to > we're happy
    to; I am pleased to > I'm happy to; we would be grateful if > it'd be great if; I would be grateful if > it'd be
    great if; I would like to point out that > I'd like to mention that; we would like to point out that > we'd like
    to mention that; please do not hesitate to contact > just get in touch with; do not hesitate to contact > just get
    in touch with; please do not hesitate to > please feel free to; please advise me > please let me know; please
    advise us > please let us know; please inform me > please let me know; please inform us > please let us know;
    please inform > please tell; inform you that > let you know that; please disregard > please just ignore; disregard
    > ignore; with reference to your > about your; with regard to your > about your; I trust that > I hope; I wondered
    whether > I was wondering if; at your earliest convenience > as soon as you can; please find attached > here's;
    please find enclosed > here's; attached is > here's; attached you will find > here's; enclosed is > here's; Thank
    you for your > Thanks so much for your; Thank you for the > Thanks so much for the; Thank you very much > Thanks
    so much; Thank you > Thanks; we are unable to > we can't; I am unable to > I can't; we are not able to > we can't;
    I am not able to > I can't; is unable to > can't; are unable to > can't; was unable to > couldn't; were unable to
    > couldn't; is not able to > can't; are not able to > can't; am able to > can; will be able to > can; allows you
    to > lets you; allow you to > let you; enables you to > lets you; enable you to > let you; are not permitted >
    aren't allowed; is not permitted > isn't allowed; are permitted > are allowed; is permitted > is allowed; is
    prohibited > isn't allowed; are prohibited > aren't allowed; is forbidden > isn't allowed; are forbidden > aren't
    allowed; are not admitted > can't come in; is not admitted > can't come in; will not be admitted > won't be let
    in; is not suitable for > isn't meant for; are not suitable for > aren't meant for; is suitable for > works well
    for; are suitable for > work well for; is not necessary > isn't needed; was not considered feasible > didn't look
    possible; is located in > is in; is situated in > is in; are located in > are in; is produced in > comes from; are
    produced in > come from; is no longer produced > isn't made any more; are no longer produced > aren't made any
    more; at all times > the whole time; at any time > any time; in advance > ahead of time; free of charge > for
    free; in the unlikely event of > in case there's ever; in the event of > in case of; for this purpose > for this;
    without further notice > without another warning; further questions > more questions; further information > more
    information; for further > for more; an additional > another; additional > extra; a number of > a few; a large
    number of > lots of; a great number of > lots of; a variety of > all sorts of; many people > lots of people;
    numerous > lots of; in order to > to; such as > like; due to > because of; is mainly because of > is mostly down
    to; mainly > mostly; on the whole > overall; out of service > out of order; persons > people; individuals >
    people; children > kids; photographs > photos; photograph > photo; telephone > phone; bicycles > bikes; bicycle >
    bike; refrigerator > fridge; television > TV; automobile > car; beverage > drink; beverages > drinks; inexpensive
    > cheap; expensive > pricey; complete the form > fill in the form; complete the enclosed form > fill in the form
    that's enclosed; difficult > hard; rapidly > fast; perhaps > maybe; whom > who; upon > on; shall > will; began to
    > started to; begin to > start to; began > started; begins > starts; begin > start; received > got; has been got >
    has arrived; has been received > has arrived; have been received > have arrived; was received > arrived; were
    received > arrived; half of the > half the; all of the > all the; both of the > both; outside of > outside;
    whether > if; wish to > want to; wishes to > wants to; would like to receive > would like to get; residence >
    home; discovered > found; examined > looked at; stated that > said; state that > say; states that > says; provides
    > gives you; does not contain > doesn't have; do not contain > don't have; respondents > people who answered; rose
    from > went up from; increased by > went up by; increased from > went up from; decreased by > went down by;
    decreased from > went down from; grew by > went up by; fell by > went down by; remained at > stayed at; remained >
    stayed; in case of defect > if something breaks; commence > start; prior to > before; immediately > right away; at
    once > right away; occasionally > now and then; frequently > often; takes place > happens; the entire > the whole;
    entirely > completely; sufficient > enough; approximately > about; significant > big; considerable > big;
    considerably > a lot; significantly > a lot; recognises > spots; recognizes > spots; demonstrates > shows; the
    manufacturer offers > you get; offers sufficient > has enough; ensure that > make sure; ensures that > makes sure;
    in spite of > despite; owing to > because of; apart from > besides
""")
"""Everyday words for official ones, of people who are on good terms. Put after, and instead of, those of SIMPLE."""

FORMAL = _pairs("""
    kids > children; guys > people; thanks so much > thank you very much; thanks a lot > thank you very much; thanks >
    thank you; a lot of > many; lots of > many; a bit of > some; a bit > somewhat; buy > purchase; buys > purchases;
    bought > purchased; really >; okay > acceptable; ok > acceptable; Hi > Dear; hey > Dear; just >; sorry that >
    sorry to learn that; let me know > inform me; let us know > inform us; anything else > anything further; I think >
    I believe; we think > we believe; I need > I require; we need > we require; more and more > increasingly; tried to
    > attempted to; have enough > have sufficient; get in touch with > contact; put off > postpone; called off >
    cancelled; went up > increased; goes up > increases; went down > decreased; goes down > decreases; come up with >
    devise; came up with > devised; talk about > discuss; talked about > discussed; think about > consider; thought
    about > considered; phone > telephone; photos > photographs; photo > photograph; fridge > refrigerator; bike >
    bicycle; bikes > bicycles; TV > television; ad > advertisement; ads > advertisements; exam > examination; maybe >
    perhaps; right now > at present; right away > immediately; pretty much > largely; mostly > mainly; start > begin;
    starts > begins; started > began; has got > has; have got > have; helps > assists; helped > assisted; gave back >
    returned; give back > return; tell me > inform me; told me > informed me; asked for > requested; asks for >
    requests; ask for > request; cheap > inexpensive; hard to > difficult to; like this > of this kind; took part >
    participated; takes part > participates; take part > participate; lives in > resides in; about half >
    approximately half; made up of > composed of; makes sure > ensures; make sure > ensure; made sure > ensured; in
    the end > ultimately; at first > initially; more and more > increasingly
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
