"""Given names with what they are usually taken for, short forms, and titles. English prose, with the commonest others.

A name that is not here is still found, by what it does in the text; only its gender has then to be read from pronouns.
"""

import unicodedata

from gesso.lenses.characters.words import listed

HE = frozenset(
    listed("""
    aaron abe abel abraham adam adrian ahmed aidan al alan albert aldous alec alejandro alex alexander alexei alfred ali
    allan allen alvin amos andre andrei andres andrew andy angus anthony anton antonio archie ari arnold arthur arturo
    ashok august austin barnaby barry bartholomew basil ben benedict benjamin bernard bert bill billy bob bobby boris
    brad bradley brandon brendan brian bruce bruno bryan byron caleb calvin carl carlos cedric charles charlie chester
    chris christian christopher clarence claude clement clifford clint clive colin conrad craig curtis cyril cyrus
    damian dan daniel danny darren dave david dean dennis derek desmond dexter dick diego dieter dirk dmitri dominic
    don donald dorian doug douglas duncan dwight earl ed eddie edgar edmund eduardo edward edwin elias eli elijah elliot
    emil emilio emmett enrique eric erik ernest ernesto ethan eugene evan ezra felipe felix ferdinand fergus fernando
    finn floyd francis francisco frank franklin franz fred freddie frederick fritz gabriel gareth gary gavin geoffrey
    george gerald gerard gideon gilbert giles giovanni glenn gordon graham greg gregor gregory gunther gus gustav guy
    hamish hans harold harry harvey hassan hector heinrich henri henry herbert herman hiroshi horace howard hubert
    hugh hugo ian ibrahim igor ishmael isaac isaiah ivan jack jackson jacob jacques jake jamal james jamie jan jared
    jason jasper javier jay jed jeff jeffrey jeremiah jeremy jerome jerry jesse jim jimmy joe joel johan johann john
    johnny jonah jonas jonathan jorge jose josef joseph josh joshua josiah juan jude jules julian julio julius justin
    karl keith ken kenneth kevin kurt kyle lance larry laurence lawrence lee leo leon leonard leonardo leroy leslie
    lester levi lewis liam lionel lloyd lorenzo louis luca lucas lucian luis luke luther malcolm manuel marc marcel
    marco marcus mario mark marshall martin marvin mateo matt matteo matthew maurice max maximilian maxwell melvin
    michael miguel mike mikhail miles milo milton mitch mohammed mordecai morris mortimer moses murray nathan nathaniel
    neil ned nelson nicholas nick nicolas nigel nikolai noah noel norman oliver olaf omar orson oscar oswald otis otto
    owen pablo paolo pascal pat patrick paul pavel pedro percival percy perry pete peter phil philip phineas pierre pip
    quentin rafael raj ralph ramon randall randolph raoul raphael ravi ray raymond reginald rex rhys ricardo richard
    rick rob robert roberto robin rod roderick rodney roger roland rolf roman ronald ronan rory ross roy rudolf rufus
    rupert russell ryan salvador salvatore sam samir samson samuel saul scott sean sebastian septimus serge sergei seth
    seymour shane sherlock sid sidney silas simon solomon spencer stanley stefan stephen steve steven stewart stuart
    sven ted terence terry thaddeus theo theodore thomas tim timothy tobias toby tod todd tom tommy tony travis trevor
    tristan tyler ulrich uriah victor vikram vincent viktor virgil vladimir wallace walter warren wayne werner wesley
    wilbur wilfred wilhelm will willem william willie winston wolfgang xavier yusuf zachary zack
    """)
)
SHE = frozenset(
    listed("""
    abigail ada adelaide adele adriana agatha agnes aisha alexandra alice alicia alina alison amanda amber
    amelia amina amy anastasia andrea angela angelica anita ann anna annabel anne annette annie antonia anya
    april arabella ariadne ashley astrid audrey augusta aurora ava barbara beatrice becky belinda bella
    bernadette bertha beryl bess beth bethany betsy betty beverly bianca birgit bonnie brenda bridget brigitte
    camila camille candace carla carmen carol caroline carolyn carrie cassandra catherine cecilia celeste celia
    charlene charlotte chloe christina christine clara clarissa claudia cleo clementine constance cora cordelia
    corinne cynthia daisy dana daphne deborah debbie deirdre delia delilah denise diana diane dinah dolores
    donna dora doreen doris dorothea dorothy edith edna eileen elaine eleanor elena elif elisabeth eliza
    elizabeth ella ellen elsa elsie elspeth emilia emily emma enid erica erin esmeralda estelle esther ethel
    eugenia eunice eva evangeline eve evelyn faith fatima felicity fiona flora florence frances francesca freda
    freya frieda gabriela gail gemma genevieve georgia georgina geraldine gertrude gillian gina ginny gisela
    gladys glenda gloria grace greta gretchen guinevere gwen gwendolyn hannah harriet hattie hazel heather heidi
    helen helena helene helga henrietta hermione hester hilary hilda holly hope hortense ida imogen ines ingrid
    irene iris isabel isabella isabelle isla isolde ivy jacqueline jane janet janice jasmine jean jeanne jemima
    jennifer jenny jessica jill joan joanna jocelyn josephine joyce juanita judith judy julia julie juliet june
    karen karin kate katherine kathleen kathryn katie katrina kay kayla kelly kim kirsten kitty klara lara laura
    lauren laurel lavinia leah leila lena leonora leticia libby lila lilian lillian lily linda lisa liz liza
    lois lola lorna lorraine lottie louisa louise lucia lucille lucinda lucy lydia mabel madeleine madeline mae
    maggie maisie mandy mara marcella marcia margaret margarete margarita margot maria mariam marian marianne
    marie marilyn marina marion marjorie marlene martha mary matilda maud maureen mavis maxine maya megan
    melanie melinda melissa mercedes mercy meredith mia michelle mildred millicent millie mina minerva minnie
    miranda miriam moira molly monica muriel myra myrtle nadia nancy naomi natalia natalie natasha nell nellie
    nina nora norma octavia odette olga olive olivia opal ophelia pamela pansy patience patricia paula pauline
    pearl peggy penelope penny petra philippa phoebe phyllis polly portia priscilla priya prudence rachel ramona
    rebecca regina renata rhoda rita roberta rosa rosalie rosalind rosamund rose rosemary rosie roxanne ruby
    ruth sabina sabrina sadie sally samantha sandra sara sarah saskia selena selma serena shanice sharon sheila
    shirley sibyl sigrid silvia simone sofia sonia sonya sophia sophie stacy stella stephanie susan susannah
    susie suzanne svetlana sybil sylvia tabitha tamara tamsin tanya tara tatiana teresa tess tessa thelma
    theodora theresa tilda tilly tina tracy trudy ulrike una ursula valentina valerie vanessa vera verity
    veronica victoria viola violet virginia vivian vivien wanda wendy wilhelmina willa willow winifred yasmin
    yolanda yvette yvonne zara zelda zoe
    """)
)

_SHORT = """
    abby=abigail al=albert,alan,alfred,alexander alex=alexander,alexandra andy=andrew,andrea angie=angela
    annie=anna,anne,ann archie=archibald barney=barnaby,bernard becky=rebecca bea=beatrice ben=benjamin,benedict
    bert=albert,herbert,hubert bess=elizabeth beth=elizabeth,bethany betsy=elizabeth betty=elizabeth bill=william
    billy=william bob=robert bobby=robert cathy=catherine charlie=charles,charlotte chuck=charles dan=daniel
    danny=daniel dave=david debbie=deborah dick=richard dima=dmitri dolly=dorothy dora=dorothea,theodora dot=dorothy
    ed=edward,edmund,edwin,edgar eddie=edward,edmund,edwin ellie=eleanor,ellen,elizabeth fred=frederick,alfred
    freddie=frederick gabe=gabriel gene=eugene ginny=virginia greg=gregory gus=august hal=henry,harold hank=henry
    harry=harold,henry hattie=harriet jack=john jake=jacob jamie=james jem=jeremy,james jenny=jennifer
    jerry=gerald,jeremy jess=jessica jim=james jimmy=james jo=joanna,josephine joe=joseph,josef johnny=john josh=joshua
    kate=katherine,catherine katie=katherine kit=christopher,katherine kitty=katherine,catherine
    larry=laurence,lawrence libby=elizabeth liz=elizabeth lizzie=elizabeth lottie=charlotte lou=louise,louis
    maggie=margaret,margarete mandy=amanda matt=matthew meg=margaret mike=michael millie=mildred,millicent
    mick=michael mina=wilhelmina molly=mary ned=edward,edmund nell=eleanor,ellen
    nellie=eleanor,ellen,helen nelly=eleanor,ellen,helen
    nick=nicholas pat=patrick,patricia peggy=margaret penny=penelope pete=peter phil=philip polly=mary ray=raymond
    rick=richard rob=robert ron=ronald rosie=rose,rosemary sadie=sarah sally=sarah sam=samuel,samantha
    sandy=alexander sasha=alexander,alexandra steve=stephen,steven sue=susan susie=susan ted=edward,theodore
    teddy=theodore,edward,theodora tess=theresa,teresa theo=theodore tilly=matilda tim=timothy toby=tobias tom=thomas
    tommy=thomas tony=anthony,antonio trudy=gertrude vicky=victoria will=william willie=william winnie=winifred
    zack=zachary
"""
SHORT = {short: full.split(",") for short, _, full in (each.partition("=") for each in listed(_SHORT))}
"""Short forms, each with the names it may stand for."""

TITLES = {
    "mr": "he", "mrs": "she", "ms": "she", "miss": "she", "sir": "he", "lord": "he", "lady": "she", "dame": "she",
    "madame": "she", "monsieur": "he", "herr": "he", "frau": "she", "king": "he", "queen": "she", "prince": "he",
    "princess": "she", "duke": "he", "duchess": "she", "count": "he", "countess": "she", "baron": "he", "uncle": "he",
    "aunt": "she", "auntie": "she", "dr": "", "doctor": "", "professor": "", "prof": "", "captain": "", "commander": "",
    "colonel": "", "major": "", "general": "", "lieutenant": "", "sergeant": "", "corporal": "", "private": "",
    "admiral": "", "officer": "", "detective": "", "inspector": "", "constable": "", "sheriff": "", "judge": "",
    "senator": "", "president": "", "governor": "", "mayor": "", "reverend": "", "bishop": "", "coach": "", "nurse": "",
    "chief": "", "agent": "", "master": "he", "mister": "he", "brother": "he", "sister": "she", "father": "he",
    "mother": "she", "signora": "she", "signor": "he", "señora": "she", "señor": "he", "mademoiselle": "she",
    "baba": "she", "granny": "she", "old": "", "young": "", "little": "", "poor": "",
}  # fmt: skip
"""What goes before a name, and what it is a title of; "" for either."""

OF_FIRST = frozenset(
    ["uncle", "aunt", "auntie", "sir", "king", "queen", "prince", "princess", "brother", "sister", "master", "dame"]
)
"""Titles that go before a first name."""

LOOSE = frozenset({"old", "young", "little", "poor"})
WED = frozenset({"mrs", "lady", "signora", "señora", "madame", "frau"})
FAMILY = frozenset({"mum", "mom", "dad", "mama", "papa", "mummy", "daddy", "gran", "grandma", "grandpa"})
"""Written with a capital they are somebody's name."""
RANKS = frozenset(
    listed("""
    doctor professor captain commander colonel major general lieutenant sergeant corporal admiral detective
    inspector constable sheriff judge senator president governor mayor reverend bishop coach nurse king queen prince
    princess duke duchess count countess baron chief""")
)
"""Titles that also stand alone: “the Captain”."""


def gender_of(given: str) -> str:
    """ "he", "she", or "" where the name does not say."""
    low = _bare(given)
    if low in HE and low not in SHE:
        return "he"
    if low in SHE and low not in HE:
        return "she"
    return ""


def is_given(word: str) -> bool:
    low = _bare(word)
    return low in HE or low in SHE or low in SHORT


def _bare(word: str) -> str:
    """Small and without accents: “Hélène” as “helene”."""
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))


def short_for(short: str, given: str) -> bool:
    """Whether `short` is a usual short form of `given`."""
    low, full = short.lower(), given.lower()
    if full in SHORT.get(low, ()):
        return True
    return len(full) >= len(low) + 2 and (full.startswith(low) if len(low) < 4 else low in full) and len(low) >= 3
