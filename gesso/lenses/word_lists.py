"""Words that tell something, for lenses made without words of their own: (what the title says, the words)."""

_FEAR = """
    afraid alarm* blood* cold* corpse creak* creep* cri* cry dark* dead death dread* fear* fled fright* ghost* gloom*
    grave* grim groan* hid hiding horr* howl* hunt* ice icy knife moan* murder* nightmare* panic* pale scare* scary
    scream* shadow* shak* shiver* shriek* silen* sinister skull* storm* terr* thunder* trembl* whisper* wound*
"""
_JOY = """
    beam* bright* celebrat* cheer* danc* delight* festiv* fun gift* glad* glow* happ* hope* hug* joy* kiss* laugh* light
    love* merr* play* pleas* sang sing* smil* song* sun* sweet* thank* warm* wonder*
"""
_SORROW = """
    alone ash* bitter* broken buried bury cried cry* dead died funeral* grave* grie* heavy hurt* lament* lone* loss lost
    mourn* pain* regret* sad* sigh* sorrow* suffer* tear* tomb* weep* wept widow*
"""
_ANGER = """
    anger angr* bang* burn* clench* curse* cursed enem* fight* fist* fought fur* glar* hate* hit* hiss* mad* rage* red
    roar* shout* slam* snap* spat spit* storm* struck threat* yell*
"""
_SENSES = """
    bitter bright cold colour* dark fragran* glitter* gold* hard hot loud* rough salt* scent* sharp shin* silen* silver
    smell* smoke* smooth soft* sour stink* sweet* taste* warm* wet whisper*
"""
_PACE = """
    at_once burst dart* dash* fast fell flash* fled flung grab* hurr* immediate* jump* leap* leapt quick* race* ran run*
    rush* seiz* shot snatch* sprang sprint* sudden* swift* threw tore
"""


def _words(listed: str) -> tuple[str, ...]:
    return tuple(each.replace("_", " ") for each in listed.split())


LISTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"fright|fear|scar[ey]|terr|horror|creep|eerie|spook|dark|tens|suspens|threat", _words(_FEAR)),
    (r"\bsad|sorrow|grie|melanchol|mourn|tragic", _words(_SORROW)),
    (r"ang(?:er|ry)|rage|fur[iy]|conflict|hostil|aggress", _words(_ANGER)),
    (r"joy|happ|cheer|warm|hope|funny|light", _words(_JOY)),
    (r"sens(?:es|ory|ual)|vivid|colou?r|atmospher|descripti", _words(_SENSES)),
    (r"pace|speed|fast|action|quick|exciting|thrill", _words(_PACE)),
)
