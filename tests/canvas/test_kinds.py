"""Languages are recognised where they are named, and everyday words are not mistaken for them."""

import pytest

from gesso.canvas.kinds import (
    KINDS,
    LANGUAGES,
    extension_of,
    language,
    language_in_request,
    language_of_filename,
    language_of_label,
)


@pytest.mark.parametrize(
    ("request_", "id"),
    [
        ("Write a Python script that sorts files", "python"),
        ("write a ts function", "typescript"),
        ("port this to TypeScript, please", "typescript"),
        ("a snake game in javascript", "javascript"),
        ("a C++ program", "cpp"),
        ("translate it into C#", "csharp"),
        ("write it in C.", "c"),
        ("a C program that prints primes", "c"),
        ("rewrite this in Go", "go"),
        ("let's go to the shop", None),
        ("a swift reply, please", None),
        ("vitamin C in Rome", None),
        ("an R script for the plot", "r"),
        ("a text about coffee", None),
        ("make a page in HTML with css", "html"),
        ("an SQL query", "sql"),
        ("a story about a ruby", None),
        ("the same in rust", "rust"),
        ("a java class", "java"),
        ("Julia sailed to Java", None),
        ("", None),
        ("Schreib ein Python-Programm", "python"),
    ],
)
def test_the_language_of_a_request(request_: str, id: str | None) -> None:
    found = language_in_request(request_)
    assert (found.id if found else None) == id


@pytest.mark.parametrize(
    ("label", "id"),
    [("python", "python"), ("PY", "python"), ('ts title="x"', "typescript"), ("{.js}", "javascript"), ("c++", "cpp"),
     ("", None), ("mermaid", None), ("sh", "bash"), ("é😀", None)],
)  # fmt: skip
def test_the_language_of_a_fence_label(label: str, id: str | None) -> None:
    found = language_of_label(label)
    assert (found.id if found else None) == id


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("a/b.PY", "python"),
        ("x.tsx", "tsx"),
        ("x.ts", "typescript"),
        ("Dockerfile", "dockerfile"),
        ("notes", None),
        ("a.tar.gz", None),
    ],
)
def test_the_language_of_a_file_name(name: str, id: str | None) -> None:
    found = language_of_filename(name)
    assert (found.id if found else None) == id


def test_every_language_has_its_own_id_and_extension() -> None:
    assert len({one.id for one in LANGUAGES}) == len(LANGUAGES) == len({one.extension for one in LANGUAGES})
    for one in LANGUAGES:
        assert language(one.id) is one
        assert language_of_label(one.id) is one
        assert language_of_filename(f"x{one.extension}") is one
        assert extension_of("code", one.id) == one.extension
    assert (extension_of("document", None), extension_of("code", None)) == (".md", ".txt")
    assert KINDS == ("document", "code")
