"""Word lists of the plain changes: what is put for what. Data only; `plain.py` applies them.

Each list is one text, `find > new` separated by semicolons; an empty new word drops the old one. English.
"""


def _pairs(text: str) -> dict[str, str]:
    pairs = (pair.split(">") for pair in " ".join(text.split()).split(";") if pair.strip())
    return {find.strip(): new.strip() for find, new in pairs}


SIMPLE = _pairs("""
    utilize > use; utilise > use; utilizes > uses; utilized > used; commence > start; commenced > started; commences
    > starts; terminate > end; terminated > ended; endeavour > try; endeavor > try; ascertain > find out; facilitate
    > help; facilitates > helps; demonstrate > show; demonstrates > shows; demonstrated > showed; approximately >
    about; additional > more; numerous > many; sufficient > enough; purchase > buy; purchased > bought; obtain >
    get; obtained > got; require > need; requires > needs; required > needed; assist > help; assisted > helped;
    assistance > help; subsequently > later; previously > before; therefore > so; however > but; consequently > so;
    furthermore > also; moreover > also; nevertheless > still; regarding > about; concerning > about; prior to >
    before; in order to > to; due to the fact that > because; in spite of > despite; a large number of > many; a
    majority of > most; at the present time > now; in the event that > if; with regard to > about; as well as > and;
    is able to > can; are able to > can; was able to > could; were able to > could; reside > live; resided > lived;
    inquire > ask; inquired > asked; attempt > try; attempted > tried; discover > find; discovered > found; observe
    > see; observed > saw; immediately > at once; frequently > often; occasionally > sometimes; primarily > mainly;
    significant > big; significantly > greatly; documentation > papers; commencement > start; submit > hand in;
    requested > asked; comply > do so; autonomy > freedom; substantial > large; beneficial > good; goatherd > goat
    keeper; notable > important; enhance > improve; enhances > improves; enhanced > improved; overtaken > passed;
    beverage > drink; individuals > people; individual > person; comprehend > understand; implement > carry out;
    implemented > carried out; initially > at first; ultimately > in the end; crucial > very important; perseverance
    > hard work; innovation > new ideas; accomplish > do; accomplished > did; anticipate > expect; accompany > go
    with; adjacent to > next to; approach > come near; cease > stop; ceased > stopped; construct > build;
    constructed > built; depart > leave; departed > left; encounter > meet; encountered > met; entire > whole;
    exhibit > show; exhausted > very tired; fundamental > basic; identical > the same; indicate > show; indicated >
    showed; magnificent > great; maintain > keep; modify > change; participate > take part; permit > let; possess >
    have; possesses > has; possessed > had; provide > give; provides > gives; provided > gave; remain > stay;
    remained > stayed; retain > keep; select > choose; selected > chose; transform > change; transformed > changed;
    various > many; widespread > common
""")
"""Common words for rare ones."""

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
