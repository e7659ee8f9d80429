"""The kinds of canvas there are, and the programming languages a code canvas can be in.

Pure tables and lookups; nothing here decides whether a canvas should open. Lookups return None rather than guess.
"""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["document", "code"]
KINDS: tuple[Kind, ...] = ("document", "code")


@dataclass(frozen=True, slots=True)
class Language:
    """`id` is stored and is the usual fence label; `extension` has its dot; `words` are other names it goes by."""

    id: str
    name: str
    extension: str
    words: tuple[str, ...] = ()


LANGUAGES: tuple[Language, ...] = (
    Language("python", "Python", ".py", ("py", "python3", "py3")),
    Language("javascript", "JavaScript", ".js", ("js", "node", "nodejs", "node.js", "mjs", "cjs", "jsx", "ecmascript")),
    Language("typescript", "TypeScript", ".ts", ("ts",)),
    Language("tsx", "TSX", ".tsx"),
    Language("html", "HTML", ".html", ("htm", "html5")),
    Language("css", "CSS", ".css", ("scss",)),
    Language("json", "JSON", ".json", ("json5", "jsonl")),
    Language("yaml", "YAML", ".yaml", ("yml",)),
    Language("toml", "TOML", ".toml"),
    Language("sql", "SQL", ".sql", ("sqlite", "postgresql", "postgres", "mysql", "plpgsql")),
    Language("bash", "Bash", ".sh", ("sh", "shell", "zsh", "shell script")),
    Language("powershell", "PowerShell", ".ps1", ("ps1", "pwsh")),
    Language("rust", "Rust", ".rs", ("rs",)),
    Language("go", "Go", ".go", ("golang",)),
    Language("java", "Java", ".java"),
    Language("kotlin", "Kotlin", ".kt", ("kt",)),
    Language("swift", "Swift", ".swift"),
    Language("c", "C", ".c", ("h",)),
    Language("cpp", "C++", ".cpp", ("c++", "cxx", "cc", "hpp")),
    Language("csharp", "C#", ".cs", ("c#", "cs")),
    Language("php", "PHP", ".php"),
    Language("ruby", "Ruby", ".rb", ("rb",)),
    Language("r", "R", ".r", ("rscript",)),
    Language("julia", "Julia", ".jl", ("jl",)),
    Language("lua", "Lua", ".lua"),
    Language("perl", "Perl", ".pl", ("pl",)),
    Language("scala", "Scala", ".scala"),
    Language("haskell", "Haskell", ".hs", ("hs",)),
    Language("elixir", "Elixir", ".ex", ("exs",)),
    Language("dart", "Dart", ".dart"),
    Language("xml", "XML", ".xml", ("svg",)),
    Language("latex", "LaTeX", ".tex", ("tex",)),
    Language("dockerfile", "Dockerfile", ".dockerfile", ("docker",)),
    Language("makefile", "Makefile", ".mk", ("make",)),
    Language("csv", "CSV", ".csv", ("tsv",)),
    Language("srt", "SubRip subtitles", ".srt", ("subrip", "vtt", "webvtt")),
    Language("markdown", "Markdown", ".md", ("md",)),
    Language("text", "Plain text", ".txt", ("txt", "plain", "plaintext")),
)

_BY_ID = {language.id: language for language in LANGUAGES}
_BY_WORD = {word: language for language in LANGUAGES for word in (language.id, language.name.lower(), *language.words)}
_BY_EXTENSION = {language.extension.lower(): language for language in LANGUAGES} | {
    f".{word}": language for language in LANGUAGES for word in language.words if word.isalnum()
}

_EVERYDAY = {
    "c", "r", "go", "swift", "make", "text", "plain", "node", "dart", "rust", "ruby", "java", "julia", "elixir",
    "docker", "shell", "scala", "markdown", "csv", "h", "pl", "cs", "cc", "ex", "rs", "kt", "hs", "rb", "jl",
    "sh", "md", "txt", "tsv", "vtt", "svg", "tex", "ts",
}  # fmt: skip
_CODE_WORD = r"(?:code|program|script|function|class|module|snippet|file|app|query|page|programming language)\b"
_NAMES = sorted((word for word in _BY_WORD if word not in _EVERYDAY), key=len, reverse=True)
_PLAIN = re.compile(rf"(?<![\w.+#-])({'|'.join(map(re.escape, _NAMES))})(?![\w+#])", re.IGNORECASE)
_AMBIGUOUS = "go|swift|rust|ruby|java|julia|elixir|dart|node|scala|shell|ts|rs|rb|cs|kt"
_MEANT = re.compile(
    rf"\b(?:in|into|using)\s+({_AMBIGUOUS})(?![\w+#-])|(?<![\w.+#-])({_AMBIGUOUS})[\s-]+{_CODE_WORD}", re.IGNORECASE
)
_LETTER = re.compile(rf"\b(?:in|into|to|using)\s+([CR])(?=$|[\s.,;:!?)])|(?<![\w.+#-])([CR])[\s-]+{_CODE_WORD}")


def language(id: str) -> Language | None:
    """The language of that id."""
    return _BY_ID.get(id)


def language_of_label(label: str) -> Language | None:
    """The language a code fence's label names: the first word, so that ```` ```python title="x" ```` is Python."""
    words = re.split(r"[\s{:,]", label.strip().lower().lstrip("{."), maxsplit=1)
    return _BY_WORD.get(words[0].rstrip("}")) if words else None


def language_of_filename(filename: str) -> Language | None:
    """The language a file name's ending says."""
    name = filename.rsplit("/", 1)[-1].lower()
    if name in ("dockerfile", "makefile"):
        return _BY_ID[name]
    dot = name.rfind(".")
    return _BY_EXTENSION.get(name[dot:]) if dot >= 0 else None


def language_in_request(request: str) -> Language | None:
    """The language a person's request names first, such as "write a Python script"; everyday words that are also
    languages ("go", "rust", "C") count only where one must be meant ("in Go", "a C program")."""
    found = [match for pattern in (_PLAIN, _MEANT, _LETTER) if (match := pattern.search(request))]
    if not found:
        return None
    first = min(found, key=lambda match: match.start())
    word = next(group for group in first.groups() if group)
    return _BY_WORD[word.lower()]


APP_LANGUAGES = ("tsx", "html")
"""Code in these runs in the page: a canvas in one of them is an app."""


def extension_of(kind: Kind, language_id: str | None) -> str:
    """The ending, with its dot, under which a canvas is exported."""
    found = _BY_ID.get(language_id or "")
    if found is not None:
        return found.extension
    return ".md" if kind == "document" else ".txt"
