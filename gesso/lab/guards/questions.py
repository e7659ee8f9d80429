"""Sums and facts with exact answers, and twenty ordinary messages. What an adapter over decisions must not touch."""

import json
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    prompt: str
    answers: tuple[str, ...]
    """Any of these words (or numbers) is right."""

    def right(self, said: str) -> bool:
        text = re.sub(r"(?<=\d),(?=\d{3})", "", said)
        return any(re.search(rf"(?<![\w.]){re.escape(a)}(?!\w|\.\d)", text, re.IGNORECASE) for a in self.answers)


SUMS: tuple[tuple[int, str, int], ...] = (
    (2, "+", 3), (7, "+", 5), (9, "+", 8), (12, "+", 15), (23, "+", 14), (45, "+", 27), (60, "+", 75), (99, "+", 2),
    (38, "+", 46), (120, "+", 35), (250, "+", 250), (17, "+", 64), (9, "-", 4), (15, "-", 8), (20, "-", 13),
    (50, "-", 21), (64, "-", 18), (100, "-", 37), (81, "-", 44), (200, "-", 65), (33, "-", 16), (72, "-", 29),
    (3, "*", 4), (6, "*", 7), (5, "*", 9), (8, "*", 8), (12, "*", 3), (11, "*", 7), (15, "*", 4), (20, "*", 6),
    (13, "*", 5), (25, "*", 8), (9, "*", 12), (14, "*", 10), (12, "/", 4), (35, "/", 5), (81, "/", 9), (100, "/", 4),
    (56, "/", 8), (144, "/", 12), (90, "/", 6), (66, "/", 3),
)  # fmt: skip


def worked(first: int, sign: str, second: int) -> int:
    return {"+": first + second, "-": first - second, "*": first * second, "/": first // second}[sign]


ARITHMETIC = tuple(
    Question(f"What is {a} {s} {b}? Answer with the number.", (str(worked(a, s, b)),)) for a, s, b in SUMS
)

FACTS: dict[str, str] = {
    "What is the capital of France?": "Paris",
    "What is the capital of Japan?": "Tokyo",
    "What is the capital of Italy?": "Rome",
    "What is the capital of Egypt?": "Cairo",
    "What is the capital of Germany?": "Berlin",
    "What is the capital of Spain?": "Madrid",
    "What is the capital of Russia?": "Moscow",
    "What is the capital of England?": "London",
    "What is the capital of China?": "Beijing",
    "What is the capital of Greece?": "Athens",
    "Which planet is called the red planet?": "Mars",
    "Which planet is the largest in our solar system?": "Jupiter",
    "Which planet is closest to the sun?": "Mercury",
    "Which gas do plants take in from the air?": "carbon dioxide|CO2",
    "What is the chemical formula of water?": "H2O|H₂O",
    "What is the chemical symbol of gold?": "Au",
    "What is frozen water called?": "ice",
    "How many legs does a spider have?": "8|eight",
    "How many days are in a week?": "7|seven",
    "How many months are in a year?": "12|twelve",
    "How many minutes are in an hour?": "60|sixty",
    "How many sides does a triangle have?": "3|three",
    "How many continents are there?": "7|seven",
    "Which is the largest ocean on Earth?": "Pacific",
    "Which is the largest animal on Earth?": "blue whale|whale",
    "Which is the longest river in Africa?": "Nile",
    "Which is the highest mountain on Earth?": "Everest",
    "Which animal is known as man's best friend?": "dog|dogs",
    "Which insect makes honey?": "bee|bees|honeybee|honeybees",
    "Who wrote Romeo and Juliet?": "Shakespeare",
    "Who painted the Mona Lisa?": "Leonardo|da Vinci",
    "Who wrote Pride and Prejudice?": "Austen",
    "Who developed the theory of relativity?": "Einstein",
    "Who was the first president of the United States?": "Washington",
    "Which language is spoken in Brazil?": "Portuguese",
    "Which language is spoken in Austria?": "German",
    "On which continent is Kenya?": "Africa",
    "On which continent is India?": "Asia",
    "In which country is the Eiffel Tower?": "France",
    "In which country are the pyramids of Giza?": "Egypt",
    "Which organ pumps blood through the body?": "heart",
    "Which season comes after winter?": "spring",
    "Which day comes after Monday?": "Tuesday",
    "What is the opposite of hot?": "cold",
}

KNOWLEDGE = tuple(Question(prompt, tuple(answers.split("|"))) for prompt, answers in FACTS.items())

CHATS: tuple[str, ...] = (
    "Hello, how are you today?",
    "I slept badly and have a long day ahead.",
    "Can you tell me something nice about autumn?",
    "Thanks, that was helpful!",
    "What should I cook with two eggs and some rice?",
    "My sister and I had an argument. What would you do?",
    "Tell me a short joke.",
    "Why is the sky blue?",
    "I am learning to play the guitar, any advice?",
    "What is the difference between a frog and a toad?",
    "Hallo, wie geht es dir?",
    "¿Qué puedo visitar en Madrid en un día?",
    "Which book would you give to a ten-year-old?",
    "good morning",
    "How do I get red wine out of a shirt?",
    "I have to hold a speech tomorrow and I am nervous.",
    "Do cats dream?",
    "Is it better to run in the morning or in the evening?",
    "What does 'serendipity' mean?",
    "ok",
)


def leaks(answer: str, marks: tuple[str, ...]) -> bool:
    """Whether an ordinary answer looks like an adapter's: an object in JSON, or nothing but its marks."""
    text = answer.strip()
    if re.search(r'\{\s*"\w+"\s*:', text):
        return True
    if text.startswith(("{", "[")):
        try:
            json.loads(text)
        except ValueError:
            pass
        else:
            return True
    said = set(re.findall(r"\w+", text.casefold()))
    return bool(said) and said <= {mark.strip().casefold() for mark in marks}


def distinct(texts: list[str], n: int) -> float:
    """Share of different runs of `n` words among all, counted within each text (Li et al. 2016)."""
    runs = [tuple(w[i : i + n]) for w in (text.split() for text in texts) for i in range(len(w) - n + 1)]
    return len(set(runs)) / len(runs) if runs else 0.0
