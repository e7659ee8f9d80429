"""One of each kind, as a model would write it."""

from typing import Any

EXAMPLES: dict[str, dict[str, Any]] = {
    "text": {"kind": "text", "label": "In short", "body": "The **river** is *high* until Friday."},
    "callout": {"kind": "callout", "label": "Before you go", "tone": "warning", "body": "The ferry takes no cards."},
    "kpi": {
        "kind": "kpi",
        "label": "Last quarter",
        "figures": [
            {"name": "Revenue", "value": "€ 1.24 m", "change": "8 %", "trend": "up", "good": True},
            {"name": "Returns", "value": "4.1 %", "change": "0.6 points", "trend": "up", "good": False},
            {"name": "Stores", "value": "12", "trend": "flat"},
        ],
    },
    "table": {
        "kind": "table",
        "label": "Ferries",
        "columns": ["Route", "Minutes", "Runs in winter"],
        "rows": [["Kiel to Laboe", 45, True], ["Rügen | Hiddensee", 30, False], ["Föhr", 45.5, None]],
    },
    "chart": {
        "kind": "chart",
        "label": "Visitors",
        "mark": "line",
        "columns": ["Year", "North", "South"],
        "rows": [["2021", 14, 9], ["2022", 18, 11], ["2023", 17, None], ["2024", 25, 19]],
        "unit": "thousand",
    },
    "form": {
        "kind": "form",
        "label": "Your trip",
        "fields": [
            {"name": "From", "required": True},
            {"name": "Day", "input": "date"},
            {"name": "Seats", "input": "number"},
            {"name": "Class", "input": "choice", "options": ["First", "Second"]},
            {"name": "Quiet coach", "input": "check"},
            {"name": "Wishes", "input": "long"},
        ],
        "submit": "Look",
    },
    "choice": {
        "kind": "choice",
        "label": "Which tone?",
        "options": [{"name": "Warm", "about": "as to a friend"}, {"name": "Plain"}, {"name": "Formal"}],
    },
    "plan": {
        "kind": "plan",
        "label": "Moving house",
        "steps": [{"text": "Book the van", "done": True}, {"text": "Pack the books", "when": "by Friday"}],
    },
    "diff": {"kind": "diff", "label": "Shorter", "before": "It was a very cold day.", "after": "It was freezing."},
    "citation": {
        "kind": "citation",
        "label": "On simplicity",
        "quote": "Perfection is reached when there is nothing left to take away.",
        "source": "Wind, Sand and Stars",
        "where": "chapter 3",
        "address": "https://example.org/wind",
    },
    "sources": {
        "kind": "sources",
        "label": "Read for this",
        "items": [{"title": "Tide tables", "by": "Harbour office", "date": "2026", "address": "https://example.org/t"}],
    },
    "timeline": {
        "kind": "timeline",
        "label": "The bridge",
        "moments": [
            {"when": "1883", "what": "It opens.", "more": "After 14 years."},
            {"when": "24 May 1884", "what": "21 elephants walk over it."},
        ],
    },
    "quiz": {
        "kind": "quiz",
        "label": "Bridges",
        "questions": [
            {"ask": "When did it open?", "options": ["1869", "1883", "1901"], "answer": 2, "why": "On 24 May 1883."},
            {"ask": "How many elephants?", "options": ["7", "21"], "answer": 2},
        ],
    },
    "audio": {"kind": "audio", "label": "Listen", "body": "Once there was a fox. It ran.", "language": "en"},
}
