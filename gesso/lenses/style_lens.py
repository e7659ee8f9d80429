"""The Style lens: its measures and what it proposes, put together."""

from gesso.lenses import style_edits as edits
from gesso.lenses.lens import Command, Lens, OfDatum
from gesso.lenses.style import Found, gather, look

STYLE: Lens[Found] = Lens(
    name="style",
    title="Style",
    about="Sentence length, reading grade, passive voice, adverbs, fillers and repetition, each with its band.",
    kinds=frozenset({"document"}),
    shape="bands",
    look=look,
    gather=gather,
    commands=(
        Command("split", "Split the sentence", OfDatum, edits.split),
        Command("shorten", "Split longer sentences", edits.Goal, edits.shorten),
        Command("ease", "Make it easier to read", edits.Goal, edits.ease),
        Command("drop", "Drop the word", OfDatum, edits.drop),
        Command("trim_adverbs", "Drop adverbs", edits.Goal, edits.trim_adverbs),
        Command("trim_fillers", "Drop fillers", edits.Goal, edits.trim_fillers),
        Command("ask_active", "Ask for the active voice", OfDatum, edits.ask_active),
        Command("ask_other_word", "Ask for another word", OfDatum, edits.ask_other_word),
    ),
)
