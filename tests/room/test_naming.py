"""What a conversation is called at first: the subject in a few words, whatever the message is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesso.room.naming import MOST_CHARACTERS, title_from


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Write a blog post about the history of coffee beans", "History of coffee beans"),
        ("hi there! can you explain photosynthesis?", "Photosynthesis"),
        ("hello there", "hello there"),
        ("My router won't take hunter22x, it drops every hour", "Router won't take"),
        ("Schreib mir eine Rede zum 80. Geburtstag", "Rede zum 80. Geburtstag"),
        ("帮我把简历改得短一点，应聘护士", "把简历改得短一点"),
        ("🔥", "🔥"),
        ("Every weekday at 7 pm write a short poem", "Write a short poem"),
        (
            "every day at 19:00 search for the latest AI news and summarise it, with sources",
            "Search for the latest AI news",
        ),
        ("remind me at 5 pm to call the dentist", "Remind me to call the dentist"),
        ("jeden Montag um 9 Uhr schick mir die Zahlen", "Zahlen"),
        ("remind me at 7 to call mum", "Call mum"),
        ("explain recursion to me", "Recursion"),
        ("write a python function that checks if a string is a palindrome", "Checks if string is palindrome"),
        ("Plan a party for Friday at 8 pm with 20 guests", "Party for Friday at 8 pm"),
    ],
)
def test_the_subject_is_named(text: str, title: str) -> None:
    assert title_from(text) == title


@given(st.text(min_size=1, max_size=900).filter(lambda text: text.strip()))
def test_any_message_gets_one_short_line(text: str) -> None:
    title = title_from(text)
    assert title == " ".join(title.split()) and 0 < len(title) <= MOST_CHARACTERS
