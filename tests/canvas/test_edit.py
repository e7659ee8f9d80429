"""Targeted edits: they find their passage now, change nothing else, and never overwrite anybody's words."""

import random
import time

import pytest

from gesso.base.errors import BadInput
from gesso.canvas.changes import Change
from gesso.canvas.diff import change_between
from gesso.canvas.edit import (
    Applied,
    BlockTarget,
    Conflict,
    DamagedOutside,
    Edit,
    EditsOverlap,
    QuoteAmbiguous,
    QuoteNotFound,
    QuoteTarget,
    SpanTarget,
    UnknownBlock,
    find_quote,
    plan_edits,
    plan_rewrite,
    rename_everywhere,
)
from gesso.canvas.snapshot import Snapshot, take_snapshot
from gesso.canvas.text import Text
from tests.canvas.cases import LETTERS, random_change

DOC = "# Trip 😀\n\nWe went to the *sea*.\nIt was [fine](x).\n\nThen home.\n\n- first\n- second\n- third\n\nThe end.\n"


def shown(text: str, kind: str = "document", language: str | None = None) -> Snapshot:
    return take_snapshot(text, 1, kind, language)


def done(text: str, *edits: Edit, kind: str = "document", language: str | None = None) -> str:
    """The text after the edits, with nobody else about; also checks the reported spans."""
    now = Text.of(text)
    plan = plan_edits(edits, shown(text, kind, language), [], now)
    assert isinstance(plan, Applied)
    after = now.apply(plan.change)
    for edit, (start, end) in zip(edits, plan.spans, strict=True):
        assert edit.text.strip() in after.slice(start, end) or edit.op == "delete"
    return str(after)


def replace_block(number: int, text: str) -> Edit:
    return Edit(BlockTarget(number), "replace", text)


def people(text: str, *pairs: tuple[str, str]) -> tuple[list[Change], Text]:
    """What people changed since: the first `old` becomes `new`, one change each."""
    now, changes = Text.of(text), []
    for old, new in pairs:
        assert old in str(now)
        changes.append(change_between(now, str(now).replace(old, new, 1)))
        now = now.apply(changes[-1])
    return changes, now


def test_only_the_block_changes_and_only_its_words() -> None:
    now = Text.of(DOC)
    plan = plan_edits([replace_block(2, "We went to the *lake*.\nIt was [fine](x).")], shown(DOC), [], now)
    assert isinstance(plan, Applied)
    assert [(part.to_a - part.from_a, part.insert) for part in plan.change.ranges()] == [(3, "lake")]
    assert str(now.apply(plan.change)) == DOC.replace("sea", "lake")


def test_a_block_is_found_where_it_has_moved_to() -> None:
    changes, now = people(DOC, ("# Trip 😀\n\n", "字字\n\n"), ("- second\n", ""), ("The end", "An end"))
    plan = plan_edits([replace_block(3, "Then we slept.")], shown(DOC), changes, now)
    assert isinstance(plan, Applied)
    assert str(now.apply(plan.change)) == str(now).replace("Then home.", "Then we slept.")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sea", "lake"),
        ("We went", "Then we went"),
        ("(x).", "(x). Very."),
        ("We went to the *sea*.\n", ""),
        ("*sea*", "sea"),
    ],
)
def test_a_block_somebody_touched_is_a_conflict_with_its_current_words(old: str, new: str) -> None:
    changes, now = people(DOC, (old, new))
    plan = plan_edits([replace_block(3, "Home."), replace_block(2, "We stayed.")], shown(DOC), changes, now)
    assert isinstance(plan, Conflict)
    (clash,) = plan.clashes
    assert (clash.index, clash.proposed) == (1, "We stayed.")
    assert clash.current == DOC.replace(old, new).split("\n\n")[1] == now.slice(clash.start, clash.end)


def test_new_paragraphs_right_beside_a_block_do_not_touch_it() -> None:
    changes, now = people(DOC, ("Then home.", "Before.\n\nThen home."), ("Then home.", "Then home.\n\nAfter."))
    plan = plan_edits([replace_block(3, "Home again.")], shown(DOC), changes, now)
    assert isinstance(plan, Applied)
    assert str(now.apply(plan.change)) == str(now).replace("Then home.", "Home again.")


def test_a_deleted_block_is_a_conflict_and_does_not_come_back() -> None:
    changes, now = people(DOC, ("Then home.\n\n", ""))
    for edit in (replace_block(3, "X"), Edit(BlockTarget(3), "insert_after", "X"), Edit(BlockTarget(3), "delete")):
        plan = plan_edits([edit], shown(DOC), changes, now)
        assert isinstance(plan, Conflict)
        assert "deleted" in plan.clashes[0].why


def test_a_quote_is_followed_like_a_block() -> None:
    edit = Edit(QuoteTarget("the *sea*"), "replace", "a *lake*")
    changes, now = people(DOC, ("We went", "é We all went"))
    plan = plan_edits([edit], shown(DOC), changes, now)
    assert isinstance(plan, Applied)
    assert "é We all went to a *lake*.\n" in str(now.apply(plan.change))
    changes, now = people(DOC, ("home", "homes"))
    touched = plan_edits([Edit(QuoteTarget("Then home"), "replace", "Back")], shown(DOC), changes, now)
    assert isinstance(touched, Conflict)


def test_several_edits_at_once() -> None:
    text = done(
        DOC, replace_block(8, "Over."), Edit(BlockTarget(1), "delete"), Edit(QuoteTarget("home"), "replace", "away")
    )
    assert text == DOC.replace("# Trip 😀\n\n", "").replace("home", "away").replace("The end.", "Over.")


@pytest.mark.parametrize(
    "pair",
    [
        (replace_block(2, "x"), Edit(QuoteTarget("sea"), "replace", "y")),
        (replace_block(4, "x"), Edit(BlockTarget(6), "delete")),
        (replace_block(2, "x"), replace_block(2, "y")),
        (Edit(SpanTarget(12, 20), "delete"), Edit(SpanTarget(15, 22), "delete")),
    ],
)
def test_edits_of_the_same_words_are_refused(pair: tuple[Edit, Edit]) -> None:
    with pytest.raises(EditsOverlap):
        plan_edits(pair, shown(DOC), [], Text.of(DOC))


def test_what_is_not_there_is_told_and_nothing_is_applied() -> None:
    for number in (0, -1, 99):
        with pytest.raises(UnknownBlock, match="blocks 1 to 8"):
            done(DOC, replace_block(1, "# X"), replace_block(number, "x"))
    for start, end in ((-1, 3), (5, 4), (0, 10**9)):
        with pytest.raises(BadInput):
            done(DOC, Edit(SpanTarget(start, end), "delete"))


@pytest.mark.parametrize("words", [r"\1 \g<0> $& $1 ${x} {0} %s", "::: | --- |", "a\tb", "אבג", "e\u0301👩\u200d🚀"])
def test_replacements_are_plain_text(words: str) -> None:
    assert done(DOC, Edit(QuoteTarget("home"), "replace", words)) == DOC.replace("home", words)
    assert done(DOC, replace_block(3, words)) == DOC.replace("Then home.", words)


def test_nul_and_lone_surrogates_are_cleaned() -> None:
    assert done("a b", Edit(QuoteTarget("b"), "replace", "�")) == "a �"
    plan = plan_edits([Edit(QuoteTarget("b"), "replace", "\ud800\x00")], shown("a b"), [], Text.of("a b"))
    assert isinstance(plan, Applied)
    assert plan.change.to_json() == [2, [1, "��"]]


def test_inserting_keeps_blocks_apart() -> None:
    assert done("# T\nPara.\n", Edit(BlockTarget(1), "insert_after", "New.")) == "# T\n\nNew.\n\nPara.\n"
    assert done("A.\n\nB.", Edit(BlockTarget(2), "insert_before", "New.\n")) == "A.\n\nNew.\n\nB."
    assert done("A.\n\nB.", Edit(BlockTarget(2), "insert_after", "\nNew.")) == "A.\n\nB.\n\nNew."
    assert done("A.\n", Edit(BlockTarget(1), "insert_after", "New.")) == "A.\n\nNew.\n"
    assert done("- a\n- b\n", Edit(BlockTarget(2), "insert_after", "- n")) == "- a\n- n\n- b\n"
    assert done("- a\n- b\n", Edit(BlockTarget(1), "insert_after", "- n")) == "- a\n- b\n- n\n"
    assert done("|a|b|\n|-|-|\n|1|2|\n\nx", Edit(BlockTarget(1), "insert_after", "|3|4|")) == (
        "|a|b|\n|-|-|\n|1|2|\n|3|4|\n\nx"
    )
    code = "import os\n\n\ndef f():\n    pass\n\n\ndef g():\n    pass\n"
    assert done(code, Edit(BlockTarget(2), "insert_after", "def n():\n    pass"), kind="code", language="python") == (
        code.replace("\n\n\ndef g", "\n\n\ndef n():\n    pass\n\n\ndef g")
    )
    assert done("One two.", Edit(QuoteTarget("One"), "insert_after", "and a half")) == "One and a half two."
    assert done("One two.", Edit(QuoteTarget("two"), "insert_before", "or ")) == "One or two."


def test_deleting_leaves_no_double_blank_lines_and_joins_nothing() -> None:
    for number, gone in ((1, "# Trip 😀\n\n"), (3, "Then home.\n\n"), (5, "- first\n"), (7, "- third\n")):
        assert done(DOC, Edit(BlockTarget(number), "delete")) == DOC.replace(gone, "")
    assert done(DOC, Edit(BlockTarget(8), "delete")) == DOC.replace("\n\nThe end.", "")
    assert done(DOC, Edit(BlockTarget(4), "delete")) == DOC.replace("- first\n- second\n- third\n\n", "")
    assert done(DOC, *(Edit(BlockTarget(n), "delete") for n in (5, 6))) == DOC.replace("- first\n- second\n", "")
    assert done("Para\n- item\n\nNext", Edit(BlockTarget(3), "delete")) == "Para\n\nNext"
    assert done("Only.\n", Edit(BlockTarget(1), "delete")) == "\n"
    assert done("a big dog", Edit(QuoteTarget("big"), "delete")) == "a dog"
    assert done("a big.", Edit(QuoteTarget("big"), "delete")) == "a."
    assert done(DOC, replace_block(3, " \n")) == DOC.replace("Then home.\n\n", "")
    assert done(DOC, replace_block(5, ""), Edit(BlockTarget(6), "delete")) == DOC.replace("- first\n- second\n", "")
    assert done("a big dog", Edit(QuoteTarget("big"), "replace", "")) == "a dog"
    assert done("a b", Edit(QuoteTarget("a b"), "insert_after", "")) == "a b"
    every = [Edit(BlockTarget(n), "delete") for n in range(1, 9) if n not in (4,)]
    assert done(DOC, *every).strip() == ""


@pytest.mark.parametrize(
    ("doc", "number", "reply", "result"),
    [
        ("A b.\n\nC.", 1, "```markdown\nA c.\n```", "A c.\n\nC."),
        ("A b.\n\nC.", 1, "[1] A c.", "A c.\n\nC."),
        ("A b.\n\nC.", 1, '"A c."', "A c.\n\nC."),
        ("A b.\n\nC.", 1, "“A c.”", "A c.\n\nC."),
        ("A b.\n\nC.", 1, '"A" or "c"', '"A" or "c"\n\nC.'),
        ("A b.\n\nC.", 1, "```python\nx = 1\n```", "```python\nx = 1\n```\n\nC."),
        ("“A b.”\n\nC.", 1, "“A c.”", "“A c.”\n\nC."),
        ("# H\n\nA b.", 2, "# H\n\nA c.", "# H\n\nA c."),
        ("# H\n\nA b.", 2, "# Hi\n\nA c.", "# H\n\n# Hi\n\nA c."),
        ("## Old\n\nA.", 1, "New", "## New\n\nA."),
        ("- [ ] old\n- b", 2, "new", "- [ ] new\n- b"),
        ("A b.\n\nC.", 1, "\nA c.\n\n", "A c.\n\nC."),
        ("[2] stays\n\nC.", 1, "[2] stays put", "[2] stays put\n\nC."),
        ("```py\nx\n```", 1, "```py\ny\n```", "```py\ny\n```"),
        ("A b.\n\nC.", 1, "Here is the revised passage:\n\nA c.", "A c.\n\nC."),
        ("A b.\n\nC.", 1, "Sure! Here’s a shorter one:\n\nA.\n\nLet me know if you want more.", "A.\n\nC."),
        ("A b.\n\nC.", 1, "Here is the new version:\n```\nA c.\n```", "A c.\n\nC."),
        ("A b.\n\nC.", 1, "Here are the steps:\n\n1. Go.", "Here are the steps:\n\n1. Go.\n\nC."),
        ("A b.\n\nC.", 1, "A c.\n\nLet me know what you think.", "A c.\n\nLet me know what you think.\n\nC."),
        ("Here is the text:\n\nC.", 1, "Here is the new text:\n\nD", "Here is the new text:\n\nD\n\nC."),
    ],
)
def test_wrapping_is_taken_off_only_where_it_is_certain(doc: str, number: int, reply: str, result: str) -> None:
    now = Text.of(doc)
    plan = plan_edits([replace_block(number, reply)], shown(doc), [], now)
    assert isinstance(plan, Applied)
    assert str(now.apply(plan.change)) == result


def test_code_comes_out_of_its_fence_with_its_indentation() -> None:
    code = "def f():\n    return 1\n"
    assert done(code, Edit(QuoteTarget("    return 1"), "replace", "    return 2"), kind="code") == code.replace(
        "1", "2"
    )
    now = Text.of(code)
    plan = plan_edits(
        [replace_block(1, "```python\ndef f():\n    return 2\n```")], shown(code, "code", "python"), [], now
    )
    assert isinstance(plan, Applied)
    assert str(now.apply(plan.change)) == code.replace("1", "2")


def test_a_quote_matches_exactly_then_with_spaces_and_marks_normalised_and_never_otherwise() -> None:
    text = "She said “it’s  fine”\nand left. é😀字"
    assert done(text, Edit(QuoteTarget('"it\'s fine" and'), "replace", "yes and")) == "She said yes and left. é😀字"
    assert done(text, Edit(QuoteTarget(" left. "), "replace", " ran. ")) == text.replace("left", "ran")
    with pytest.raises(QuoteNotFound) as missing:
        done(text, Edit(QuoteTarget("She said it was fine"), "delete"))
    assert missing.value.nearest in text
    assert "She said" in missing.value.message
    for quote in ("", "   ", "(?:x", ".*", "left and right", "x" * 50_000):
        with pytest.raises(QuoteNotFound):
            done(text, Edit(QuoteTarget(quote), "delete"))
    for text, quote, count in (("a a a", "a", 3), ("aaa", "aa", 2), ("x “y” x 'y' \"y\"", '“y"', 2)):
        with pytest.raises(QuoteAmbiguous) as several:
            done(text, Edit(QuoteTarget(quote), "delete"))
        assert several.value.count == count
        assert f"{count} times" in several.value.message


@pytest.mark.parametrize(
    ("text", "find", "replace", "result"),
    [
        ("Anna saw ANNA and anna.", "Anna", "Eva", "Eva saw EVA and eva."),
        ("Anna's Annabel, Joanna, anna_x (Anna)", "Anna", "Eva", "Eva's Annabel, Joanna, anna_x (Eva)"),
        ("James' hat, James's, James.", "James", "Eva", "Eva's hat, Eva's, Eva."),
        ("Will said I will.", "Will", "Bob", "Bob said I will."),
        ("Anna\nSmith and Anna  Smith", "Anna Smith", "Eva Jones", "Eva Jones and Eva Jones"),
        ("colour Colour COLOUR", "colour", "color", "color Color COLOR"),
        ("Zoë, zoë’s 😀Zoë", "Zoë", r"\1$&", "\\1$&, \\1$&’s 😀\\1$&"),
        ("字林 字", "字", "词", "字林 词"),
        ("a.b axb", "a.b", "c", "c axb"),
        ("none", "Anna", "Eva", "none"),
    ],
)
def test_renaming_keeps_case_and_whole_words(text: str, find: str, replace: str, result: str) -> None:
    now = Text.of(text)
    plan = plan_edits(rename_everywhere(text, find, replace), shown(text), [], now)
    assert isinstance(plan, Applied)
    assert str(now.apply(plan.change)) == result


def test_renaming_nothing_is_refused() -> None:
    with pytest.raises(BadInput):
        rename_everywhere("a", " ", "b")


def test_a_rewrite_keeps_what_people_wrote_meanwhile() -> None:
    seen = Text.of("The quick fox ran. The dog slept. All was well.")
    changes, now = people(str(seen), ("slept", "slept 😀 long"), ("All was well", "All was fine"))
    plan = plan_rewrite("A quick fox runs. The dog slept. All was good.", seen, changes, now)
    assert str(now.apply(plan.change)) == "A quick fox runs. The dog slept 😀 long. All was fine."
    (clash,) = plan.clashes
    assert (clash.current, clash.seen, clash.proposed) == ("fine", "well", "good")
    alone = plan_rewrite("New.", seen, [], seen)
    assert str(seen.apply(alone.change)) == "New."


def test_the_empty_document_takes_an_insertion() -> None:
    assert done("", Edit(SpanTarget(0, 0), "insert_after", "Hello.")) == "Hello."
    with pytest.raises(UnknownBlock):
        done("", replace_block(1, "x"))


def test_one_line_of_200000_characters() -> None:
    line = "wörd 😀 " * 28_000 + "end"
    assert done(line, Edit(QuoteTarget("end"), "replace", "fin")) == line[:-3] + "fin"
    assert done(line, replace_block(1, line.replace("end", "fin"))) == line[:-3] + "fin"


def test_a_hostile_quote_takes_linear_time() -> None:
    start = time.process_time()
    repeated = "a  " * 100_000, "a " * 40_000 + "b"
    for text, quote in (repeated, ("a" + " " * 200_000, "a b"), ("x" * 200_000, "x" * 99_999 + "y")):
        with pytest.raises(QuoteNotFound):
            find_quote(text, quote)
    assert find_quote("é  “a”\n\tb’s 😀", 'é "a" b\'s 😀') == (0, 13)
    assert time.process_time() - start < 3


def test_crlf_inside_a_mixed_document_stays() -> None:
    text = "One\r\ntwo\r\n\r\nThree\nfour\n"
    assert done(text, Edit(QuoteTarget("two"), "replace", "2")) == text.replace("two", "2")
    assert done(text, replace_block(2, "Three\n4")) == text.replace("four", "4")


def test_random_edits_of_random_documents_while_people_type_touch_nothing_else() -> None:
    rng = random.Random(31)
    applied = 0
    for _ in range(1500):
        text = "\n\n".join(
            rng.choice(["", "# ", "- ", "> ", "| "]) + "".join(rng.choice(LETTERS) for _ in range(rng.randint(1, 12)))
            for _ in range(rng.randint(1, 6))
        )
        seen = shown(text)
        now, changes = Text.of(text), []
        for _ in range(rng.randint(0, 3)):
            changes.append(random_change(rng, now, most=1))
            now = now.apply(changes[-1])
        if not seen.blocks:
            continue
        block = rng.choice(seen.blocks)
        words = "".join(rng.choice(LETTERS) for _ in range(5))
        op = rng.choice(["replace", "insert_before", "insert_after", "delete"])
        plan = plan_edits([Edit(BlockTarget(block.number), op, words)], seen, changes, now)  # type: ignore[arg-type]
        if isinstance(plan, Conflict):
            assert changes
            continue
        applied += 1
        after = now.apply(plan.change)
        removed = "".join(now.slice_units(part.from_a, part.to_a) for part in plan.change.ranges())
        if op.startswith("insert"):
            assert not removed
        if not changes and op == "delete":
            kept = text[: block.start] + text[block.end :]
            assert "".join(str(after).split()) == "".join(kept.split())
    assert applied > 700


def test_an_edit_that_would_reach_outside_its_target_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gesso.canvas.edit.word_diff", lambda before, after: [(0, len(before) + 1, after)])
    with pytest.raises(DamagedOutside):
        plan_edits([replace_block(3, "X")], shown(DOC), [], Text.of(DOC))


@pytest.mark.parametrize(
    ("quote", "text", "after"),
    [
        ("one\n", "1", "1\ntwo\n"),
        ("one\n", "1\n", "1\ntwo\n"),
        ("one\n", "one and ", "one and two\n"),
        ("one\n", "", "two\n"),
        ("one", "1\n", "1\ntwo\n"),
    ],
)
def test_the_next_line_is_not_joined_because_a_model_left_out_a_line_end(quote: str, text: str, after: str) -> None:
    assert done("one\ntwo\n", Edit(QuoteTarget(quote), "replace", text), kind="code") == after
