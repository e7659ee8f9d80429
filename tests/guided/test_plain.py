"""Plain words for rare ones, in the right form."""

from gesso.agent.guided.plain import simpler


def test_simpler_knows_the_forms_of_rare_verbs() -> None:
    stiff = "Participants are requested to refrain from utilizing the boats subsequent to sunset."
    assert simpler(stiff) == "Participants are asked to avoid using the boats after sunset."
    assert simpler("A chair was selected. She selected it.") == "A chair was chosen. She chose it."
    assert simpler("They are notified; he notifies them.") == "They are told. He tells them."
