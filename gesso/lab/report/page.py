"""The report as one page of HTML: no script, nothing fetched, readable light, dark and printed. Pure."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from importlib import resources

from gesso import __version__
from gesso.lab.compare import Comparison
from gesso.lab.report.charts import curve, interval, number
from gesso.lab.report.reading import Chapter
from gesso.lab.summary import Part, Summary, Worst

FEW = 5  # slices of fewer cases say little and are folded away


def render_report(chapters: Sequence[Chapter], now: datetime) -> str:
    """The whole page."""
    style = (resources.files("gesso.lab.report") / "report.css").read_text(encoding="utf-8")
    title = ", ".join(_words(chapter.behavior) for chapter in chapters)
    body = "".join(_chapter(chapter) for chapter in chapters)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)} · gesso lab</title><style>{style}</style></head><body><main>"
        f'<header><p class="eyebrow">gesso lab · {now:%d %B %Y, %H:%M} UTC · version {__version__}</p>'
        f"<h1>What was measured</h1>{_cards(chapters)}</header>{body}"
        f"<footer>{_NOTES}</footer></main></body></html>\n"
    )


_NOTES = (
    "<p>Intervals are 95 %: Wilson’s for shares, else bootstrap. Differences are paired, on the cases both answered, "
    "with whole groups of variants drawn; p is McNemar’s, exact, adjusted for the number of comparisons (Holm). A case "
    "that failed counts as wrong.</p>"
)


def _cards(chapters: Sequence[Chapter]) -> str:
    cards = []
    for chapter in chapters:
        of = chapter.summaries[chapter.subject]
        cards.append(
            f'<a class="card" href="#{escape(chapter.behavior)}"><span>{_words(chapter.behavior)}</span>'
            f"<strong>{number(of.score.score)}</strong><small>{number(of.score.low)} to {number(of.score.high)} · "
            f"{escape(of.candidate)} · n = {of.n}</small></a>"
        )
    return f'<nav class="cards" aria-label="Behaviours">{"".join(cards)}</nav>'


def _chapter(chapter: Chapter) -> str:
    subject = chapter.summaries[chapter.subject]
    parts = [
        f'<p class="lead">{_verdict(chapter)}</p>',
        _candidates(chapter),
        '<div class="pair">',
        _figure("By kind of case", _slices(chapter, [s.slices for s in chapter.summaries])),
        _figure("By language", _slices(chapter, [s.languages for s in chapter.summaries])),
        "</div>",
        _confusion(subject),
        _threshold(subject),
        _worst(subject),
    ]
    name = escape(chapter.behavior)
    return f'<section id="{name}"><h2>{_words(chapter.behavior)}</h2>{"".join(parts)}</section>'


def _verdict(chapter: Chapter) -> str:
    subject = chapter.summaries[chapter.subject]
    name = f"<b>{escape(subject.candidate)}</b>"
    rivals = [(s, c) for s, c in zip(chapter.summaries, chapter.against, strict=True) if c is not None]
    told = f"{name} is right on {number(subject.score.score)} of {subject.n} cases ({', '.join(subject.splits)})."
    if rivals:
        best, found = max(rivals, key=lambda each: each[0].score.score)
        d = found.difference
        words = {"better": "better than", "worse": "worse than", "not told apart": "not told apart from"}[found.verdict]
        told += (
            f" It is {words} the best of the others, {escape(best.candidate)}: {d.value:+.3f} "
            f"[{d.low:+.3f}, {d.high:+.3f}]."
        )
    if not chapter.same_cases:
        told += " The candidates did not answer the same cases; differences are on those two have in common."
    if "dev" in subject.splits:
        told += " Dev cases are among them: what was chosen on dev is flattered by them."
    return told


def _candidates(chapter: Chapter) -> str:
    subject = chapter.summaries[chapter.subject]
    alone = len(chapter.summaries) == 1
    lead = "" if alone else f'<th class="n">{escape(subject.candidate)} leads by</th><th class="n">p</th>'
    balanced = '<th class="n">Balanced</th>' if any(s.balanced for s in chapter.summaries) else ""
    head = (
        f'<tr><th>Candidate</th><th class="wide"></th><th class="n">Score</th>{balanced}{lead}<th class="n">p50</th>'
        '<th class="n">p95</th><th class="n">Prompt tokens</th><th class="n">n</th></tr>'
    )
    rows = "".join(
        _candidate(summary, found, i == chapter.subject, bool(balanced), alone)
        for i, (summary, found) in enumerate(zip(chapter.summaries, chapter.against, strict=True))
    )
    note = (
        f"With n = {subject.n}, a difference of {number(subject.detectable)} to as many other cases is found four "
        "times in five; on the same cases, smaller ones."
    )
    title = "Score and cost" if alone else "Every candidate"
    return _figure(title, f'<table class="candidates">{head}{rows}</table>', note)


def _candidate(summary: Summary, found: Comparison | None, subject: bool, balanced: bool, alone: bool) -> str:
    score = summary.score
    failed = f"<small>{summary.failed} failed</small>" if summary.failed else ""
    seeds = f"<small>{summary.seeds} seeds, sd {number(summary.seeds_sd)}</small>" if summary.seeds > 1 else ""
    cells = [
        f'<th scope="row">{escape(summary.candidate)}{seeds}{failed}</th>',
        f'<td class="wide">{interval(score.low, score.score, score.high)}</td>',
        f'<td class="n">{number(score.score)}<small>[{number(score.low)}, {number(score.high)}]</small></td>',
        f'<td class="n">{number(summary.balanced.value) if summary.balanced else "–"}</td>' if balanced else "",
        "" if alone else _lead(found),
        f'<td class="n">{_ms(summary.p50_ms)}</td><td class="n">{_ms(summary.p95_ms)}</td>',
        f'<td class="n">{f"{summary.prompt_tokens:.0f}" if summary.prompt_tokens else "–"}</td>',
        f'<td class="n">{summary.n}</td>',
    ]
    return f"<tr{' class=subject' if subject else ''}>{''.join(cells)}</tr>"


def _lead(found: Comparison | None) -> str:
    if found is None:
        return '<td class="n"></td><td class="n"></td>'
    d = found.difference
    p = "–" if found.adjusted is None else "&lt; .001" if found.adjusted < 0.001 else number(found.adjusted)
    return f'<td class="n">{d.value:+.3f}<small>[{d.low:+.3f}, {d.high:+.3f}]</small></td><td class="n">{p}</td>'


def _slices(chapter: Chapter, parts: Sequence[Sequence[Part]]) -> str:
    """A row for each slice, a column for each candidate; slices of few cases folded away."""
    counts: dict[str, int] = {}
    for each in parts:
        for part in each:
            counts[part.name] = max(counts.get(part.name, 0), part.n)
    by_name = [{part.name: part for part in each} for each in parts]
    names = sorted(counts, key=lambda name: (-counts[name], name))
    heads = "".join(
        f'<th class="n{" subject" if i == chapter.subject else ""}">{escape(s.candidate)}</th>'
        for i, s in enumerate(chapter.summaries)
    )
    head = f'<tr><th></th><th class="n">n</th>{heads}</tr>'

    def rows(of: Sequence[str]) -> str:
        return "".join(
            f'<tr><th scope="row">{escape(name)}</th><td class="n">{counts[name]}</td>'
            + "".join(_cell(each.get(name), i == chapter.subject) for i, each in enumerate(by_name))
            + "</tr>"
            for name in of
        )

    many, few = ([n for n in names if (counts[n] >= FEW) is large] for large in (True, False))
    shown = f'<table class="slices">{head}{rows(many)}</table>' if many else ""
    if few:
        shown += (
            f"<details><summary>{len(few)} more with fewer than {FEW} cases</summary>"
            f'<table class="slices">{head}{rows(few)}</table></details>'
        )
    return shown


def _cell(part: Part | None, subject: bool) -> str:
    if part is None:
        return '<td class="n">–</td>'
    tint = f"--share:{part.score * 100:.0f}%"
    return (
        f'<td class="n tint{" subject" if subject else ""}" style="{tint}">{number(part.score)}'
        f"<small>[{number(part.low)}, {number(part.high)}]</small></td>"
    )


def _confusion(summary: Summary) -> str:
    if not summary.confusion:
        return ""
    counts = {(cell.target, cell.answer): cell.count for cell in summary.confusion}
    targets = sorted({target for target, _ in counts})
    answers = [*targets, *sorted({answer for _, answer in counts} - set(targets))]
    head = "".join(f'<th class="n">{escape(answer)}</th>' for answer in answers)
    rows = []
    for target in targets:
        total = sum(counts.get((target, answer), 0) for answer in answers)
        cells = "".join(_count(counts.get((target, answer), 0), total, target == answer) for answer in answers)
        rows.append(f'<tr><th scope="row">{escape(target)}</th>{cells}<td class="n sum">{total}</td></tr>')
    table = (
        f'<table class="confusion"><tr><td class="corner">right ↓ &nbsp; given →</td>{head}<th class="n">n</th></tr>'
        f"{''.join(rows)}</table>"
    )
    return _figure(f"What {escape(summary.candidate)} mistakes for what", table)


def _count(count: int, total: int, right: bool) -> str:
    share = count / total if total else 0.0
    kind = "right" if right else "wrong"
    return f'<td class="n {kind}" style="--share:{share * 100:.0f}%">{count or "·"}</td>'


def _threshold(summary: Summary) -> str:
    drawn = curve(summary.curve)
    if not drawn:
        return ""
    note = (
        "When only answers at least so sure count: the share of them that is right (precision), and the share of all "
        "cases that is both answered and right (recall)."
    )
    return _figure(f"If {escape(summary.candidate)} may stay silent", drawn, note)


def _worst(summary: Summary) -> str:
    if not summary.worst:
        return ""
    items = "".join(_wrong(each) for each in summary.worst[:20])
    more = "".join(_wrong(each) for each in summary.worst[20:])
    rest = f"<details><summary>{len(summary.worst) - 20} more</summary><ol>{more}</ol></details>" if more else ""
    return _figure(f"Where {escape(summary.candidate)} is most surely wrong", f'<ol class="worst">{items}</ol>{rest}')


def _wrong(each: Worst) -> str:
    sure = f" · {number(each.score)}" if each.score is not None else ""
    ask = each.ask if len(each.ask) <= 400 else f"{each.ask[:399]}…"
    return (
        f'<li><p dir="auto">{escape(ask)}</p><p class="meta"><span class="ok">{escape(each.target)}</span> '
        f'<span class="no">{escape(each.answer)}{sure}</span> {escape(each.slice)} · {escape(each.lang)} · '
        f"{escape(each.spec_id)} · {escape(each.case)}</p></li>"
    )


def _figure(title: str, inside: str, note: str = "") -> str:
    told = f'<p class="note">{note}</p>' if note else ""
    return f'<div class="figure"><h3>{title}</h3><div class="scroll">{inside}</div>{told}</div>'


def _words(name: str) -> str:
    said = escape(name.replace("_", " "))
    return said[:1].upper() + said[1:]


def _ms(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f} ms" if value >= 10 else f"{value:.1f} ms"
