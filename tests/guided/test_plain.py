"""Plain words for rare ones, in the right form."""

from gesso.agent.guided.plain import formal, shorter, simpler


def test_simpler_knows_the_forms_of_rare_verbs() -> None:
    stiff = "Participants are requested to refrain from utilizing the boats subsequent to sunset."
    assert simpler(stiff) == "Please avoid using the boats after sunset."
    assert simpler("A chair was selected. She selected it.") == "A chair was chosen. She chose it."
    assert simpler("They are notified; he notifies them.") == "They are told. He tells them."


def test_simpler_speaks_to_the_reader_and_keeps_nouns() -> None:
    assert simpler("Your request for an individual room was late.") == "Your request for an individual room was late."
    assert simpler("The lid can be removed and cleaned.") == "You can remove and clean the lid."
    assert simpler("It should be noted that the shop is shut.") == "The shop is shut."
    assert simpler("However, it rained.") == "But it rained."
    listed = "They taste better, they cost less, and they do not travel far in a lorry."
    assert simpler(listed) == listed, "the last of three clauses is not cut off"


def test_shorter_leaves_no_sentence_that_leans_on_one_left_out() -> None:
    told = (
        "The ship was two days late. On the quay stood a boy with a violin case. He had been told that his uncle "
        "would have a red beard. Please be on time in March."
    )
    after = shorter(told)
    assert len(after) < 0.8 * len(told)
    assert after.endswith("Please be on time in March.")
    assert "He had" not in after or "On the quay" in after


def test_formal_writes_contractions_out_by_their_meaning() -> None:
    assert formal("It's been late, and it's cold.") == "It has been late, and it is cold."
    assert formal("She'd gone before he'd ask.") == "She had gone before he would ask."
    assert formal("But they don't mind, so we wait.") == "However, they do not mind; therefore, we wait."
    assert formal("Anna's dog said “it's fine” to her.") == "Anna's dog said “it's fine” to her."
