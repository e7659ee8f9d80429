"""A summary as lines for the terminal. Pure."""

from collections.abc import Sequence

from gesso.lab.summary import Part, Summary


def render_summary(summary: Summary) -> str:
    """What `gesso lab eval` prints."""
    score, groups = summary.score, summary.by_groups
    lines = [
        f"{summary.behavior} · {summary.candidate} · {', '.join(summary.splits)} · n = {summary.n}",
        f"  score      {_of(score)}   by {summary.groups} groups [{_r(groups.low)}, {_r(groups.high)}]",
    ]
    if summary.balanced is not None:
        balanced = summary.balanced
        lines.append(f"  balanced   {_r(balanced.value)} [{_r(balanced.low)}, {_r(balanced.high)}]")
    if summary.seeds > 1:
        lines.append(f"  {summary.seeds} seeds    mean {_r(summary.seeds_mean)}, sd {summary.seeds_sd:.4f}")
    lines.append(f"  detectable {_r(summary.detectable)}, four times in five, as a difference to as many other cases")
    if summary.failed:
        lines.append(f"  failed     {summary.failed} (counted as wrong)")
    if summary.harmful is not None:
        lines.append(f"  harmful    {summary.harmful} wrong answers would have changed text that should not change")
    lines += [*_parts("slice", summary.slices), *_parts("language", summary.languages)]
    lines += _parts("layer", summary.layers)
    if summary.p50_ms is not None and summary.p95_ms is not None:
        cached = f", {summary.from_cache} of the answers kept from an earlier run" if summary.from_cache else ""
        lines.append(f"  time       p50 {summary.p50_ms:.1f} ms, p95 {summary.p95_ms:.1f} ms{cached}")
    lines.append(f"  prompt     {summary.prompt_tokens:.0f} tokens" if summary.prompt_tokens else "  prompt     none")
    return "\n".join(lines)


def _parts(name: str, parts: Sequence[Part]) -> list[str]:
    width = max(len(part.name) for part in parts)
    return [
        f"  {name if i == 0 else '':10} {part.name:{width}}  {_of(part)}  n = {part.n}" for i, part in enumerate(parts)
    ]


def _of(part: Part) -> str:
    return f"{_r(part.score)} [{_r(part.low)}, {_r(part.high)}]"


def _r(value: float) -> str:
    return f"{value:.3f}"
