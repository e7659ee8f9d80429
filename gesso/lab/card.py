"""The card of an adapter: what it is for, what it was made of, how well it does, where it fails. Written by code.

Every figure is computed from what was measured. Paths of this machine are left out.
"""

import json
from collections.abc import Iterator, Sequence

from gesso.agent.deciding.question import LABELS
from gesso.lab.compare import adjusted, compare_episodes
from gesso.lab.episode import Episode
from gesso.lab.naming import called, family_of, ours_in, plain_command, plain_path, rivals_in
from gesso.lab.packed import Packed
from gesso.lab.summary import Part, Summary, summarize

SHOWN = 10
"""Cases of a slice, at the least, that the card shows by itself."""

FAILURES = 10
PATHS = ("train", "dev", "keep", "start")
"""Fields of a configuration that name files."""

PROVENANCE = "written one by one by the authors of gesso, a language model among them; no template"


def render_card(packed: Packed) -> str:
    """The card as Markdown."""
    manifest = packed.manifest
    parts = [
        f"# {manifest.name} {manifest.version}", *_purpose(packed), *_data(packed), *_recipe(packed), *_evals(packed),
        *_guards(packed), *_failures(packed), *_commands(packed), *_sums(packed),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _purpose(packed: Packed) -> Iterator[str]:
    yield "## What it is for"
    yield (
        "An adapter (LoRA) over the embedded model SmolLM2-135M-Instruct. gesso asks it one short question about a "
        "message before anything is written, and reads the answer from the odds of a single token. It is switched on "
        "for that question alone and is not meant for conversation, for other questions, or for decisions about people."
    )
    for name in packed.manifest.behaviors:
        labels = ", ".join(LABELS.get(name, ())) or "the number of a passage, or none"
        yield f"- `{name}` (what is asked for: `gesso/behaviors/{name}/spec.md`): {labels}"


def _data(packed: Packed) -> Iterator[str]:
    yield "## Data"
    for rows in packed.rows:
        train, dev = rows.files["train.jsonl"], rows.files["dev.jsonl"]
        made = int(rows.synthetic.get("rows", 0))
        whose = f"They were {PROVENANCE}." if not made else f"{made} were made by code, the others {PROVENANCE}."
        yield (
            f"**{rows.behavior}**: {train.rows} rows to train on. {whose} {rows.left_out} rows were left out, most of "
            f"them because they came too near to a case. {dev.rows} rows of the split dev chose step and recipe; "
            "nobody trained on them, nor on any test case."
        )
        yield "\n".join(f"- {kind}: {_counted(count)}" for kind, count in rows.train.items())
    config = packed.training.config
    if config.get("keep"):
        drift = packed.training.dev.get("drift")
        told = f" On texts it was not trained on it is {drift:.3f} nats a token away from it." if drift else ""
        yield (
            f"{config['keep_share']:.0%} of the rows of each step were ordinary text: messages of the rows, answered "
            f"by the base model itself, and passages of documents, on which the adapter is held to the base.{told}"
        )


def _recipe(packed: Packed) -> Iterator[str]:
    training = packed.training
    yield "## How it was made"
    minutes, peak = training.seconds / 60, training.peak_bytes / 1e9
    yield (
        f"{training.steps} steps, the best one {training.best_step} (dev loss {training.dev_loss:.4f}), "
        f"{training.tokens:,} tokens at {training.tokens_per_s:.0f} a second in {minutes:.0f} minutes on "
        f"{training.device or 'an unnamed device'}, {peak:.1f} GB at most."
    )
    if packed.training.start_sha256:
        yield f"It did not begin from nothing but from the adapter with the sum `{packed.training.start_sha256}`."
    for name, chosen in packed.recipes.items():
        given = chosen.recipe.model_dump(exclude={"labels"}, exclude_defaults=True)
        told = f"`{json.dumps(given)}`" if given else "as by default"
        yield f"- `{name}` is weighed against the rules so: {told}{_why(chosen.chosen)}"


def _why(chosen: dict[str, object]) -> str:
    return f", chosen on dev cases: {chosen['why']}" if "why" in chosen else ""


def _evals(packed: Packed) -> Iterator[str]:
    yield "## How well it does"
    if not any(packed.evals.values()):
        yield "It was not measured yet."
        return
    yield "Test cases only; nobody trained on them. Intervals are 95 %; n is behind each."
    for name, of in packed.evals.items():
        tests = {candidate: test for candidate, each in of.items() if (test := tested(each))}
        if tests:
            yield f"### {name}"
            yield _table({candidate: summarize(each) for candidate, each in tests.items()})
            yield from _against(tests)


def tested(episodes: Sequence[Episode]) -> list[Episode]:
    return [each for each in episodes if each.split == "test"]


def _table(of: dict[str, Summary]) -> str:
    """A line for each slice of at least `SHOWN` cases, a column for each candidate."""
    slices = dict.fromkeys(part.name for each in of.values() for part in each.slices if part.n >= SHOWN)
    lines = [_line(["", *map(called, of)]), _line(["---"] * (len(of) + 1))]
    lines.append(_line(["all", *(_cell(each.score) for each in of.values())]))
    for name in slices:
        parts = [next((part for part in each.slices if part.name == name), None) for each in of.values()]
        lines.append(_line([name, *map(_cell, parts)]))
    lines.append(_line(["balanced", *(_balanced(each) for each in of.values())]))
    lines.append(_line(["p50", *(f"{each.p50_ms:.0f} ms" if each.p50_ms is not None else "" for each in of.values())]))
    lines.append(_line(["prompt tokens", *(f"{each.prompt_tokens:.0f}" for each in of.values())]))
    return "\n".join(lines)


def _balanced(of: Summary) -> str:
    even = of.balanced
    return f"{even.value:.3f} [{even.low:.3f}, {even.high:.3f}]" if even else ""


def _against(tests: dict[str, list[Episode]]) -> Iterator[str]:
    ours = ours_in(list(tests))
    if ours is None:
        return
    found = adjusted([compare_episodes(tests[rival], tests[ours]) for rival in rivals_in(list(tests))])
    lines = []
    for each in found:
        d = each.difference
        p = f", p {each.adjusted:.4f} by Holm" if each.adjusted is not None else ""
        said = f"{d.value:+.3f} [{d.low:+.3f}, {d.high:+.3f}], n {each.n}{p}: {each.verdict}"
        lines.append(f"- {called(ours)} against {called(each.first)}: {said}")
    if lines:
        yield "\n".join(lines)


def _guards(packed: Packed) -> Iterator[str]:
    yield "## What else it changes, and the gate"
    judged = packed.judged
    lines = [f"- {'ok' if gate['passed'] else 'RED'} {gate['name']}: {gate['reason']}" for gate in judged.gates]
    if lines:
        yield "\n".join(lines)
    if judged.against:
        rivals = {name: ", ".join(map(called, against)) for name, against in judged.against.items()}
        yield "Judged against " + "; ".join(f"{who} on {name}" for name, who in rivals.items()) + "."
    size = "" if judged.release else " This is less than a release asks for (200 test cases a behaviour, all guards)."
    if judged.passed:
        yield f"It passed the gate.{size}"
    else:
        yield f"It did **not** pass the gate: {'; '.join(judged.reasons)}."


def _failures(packed: Packed) -> Iterator[str]:
    """Of test cases only how many failed: who reads them here would write rules for them. Of dev cases which."""
    yield "## Where it fails"
    for name, of in packed.evals.items():
        ours = ours_in(list(of))
        if ours is None or not (test := tested(of[ours])):
            continue
        summary = summarize(test)
        weak = min(summary.slices, key=lambda part: part.score)
        harmful = "" if summary.harmful is None else f" {summary.harmful} wrong answers would have changed text."
        failed = sum(each.value < 1 for each in test)
        yield f"`{name}`: {failed} of {len(test)} test cases, weakest on {weak.name}, {_cell(weak)}.{harmful}"
        dev = [each for each in of[ours] if each.split == "dev"]
        if any(each.value < 1 for each in dev):
            yield from _wrong(dev)
    yield (
        "Languages beyond those counted above were not trained on. Long messages are shown to it by their beginning "
        "and end alone, and of a document with more than 40 passages only those that share words with the message or "
        "stand at its ends."
    )


def _wrong(dev: Sequence[Episode]) -> Iterator[str]:
    yield f"The surest of its {sum(each.value < 1 for each in dev)} errors on {len(dev)} dev cases:"
    yield "\n".join(
        f"- {_short(each.ask)} should be {_short(each.target)}, was {_short(each.answer)}"
        for each in summarize(dev).worst[:FAILURES]
    )


def _commands(packed: Packed) -> Iterator[str]:
    yield "## To make it again"
    lines = [plain_command(rows.command) for rows in packed.rows]
    lines += ["gesso lab ordinary --out ordinary.jsonl"] if packed.training.config.get("keep") else []
    lines += ["gesso lab train config.json --out RUN", "gesso lab guard RUN/adapter.gguf --full --out guard.json"]
    for name, of in packed.evals.items():
        lines += [f"gesso lab eval {name} --model {_named(each)} --out {name}.{family_of(each)}.jsonl" for each in of]
    lines += [plain_command(packed.command)] if packed.command else []
    yield "```sh\n" + "\n".join(lines) + "\n```"
    config = {k: plain_path(v) if k in PATHS else v for k, v in packed.training.config.items()}
    yield f"`config.json`:\n\n```json\n{json.dumps(config, indent=1)}\n```"


def _sums(packed: Packed) -> Iterator[str]:
    yield "## Sums (SHA-256)"
    manifest = packed.manifest
    named = {
        "base": manifest.base_sha256, "data": manifest.data_sha256, "configuration": manifest.config_sha256,
        "code": manifest.code_sha256, "questions": manifest.question_sha256, "adapter": manifest.adapter_sha256,
    }  # fmt: skip
    if packed.training.keep_sha256:
        named["ordinary text"] = packed.training.keep_sha256
    named |= {file: each for rows in packed.rows for file, each in rows.made_from.items()}
    yield "\n".join(f"- {name}: `{value}`" for name, value in named.items())


def _named(candidate: str) -> str:
    family, colon, _ = candidate.partition(":")
    return f"{family}:FOLDER" if colon and family in ("adapter", "adapter-free", "product") else candidate


def _cell(part: Part | None) -> str:
    return f"{part.score:.3f} [{part.low:.3f}, {part.high:.3f}] n {part.n}" if part is not None else ""


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _counted(count: dict[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(count.items(), key=lambda each: -each[1]))


def _short(text: str, most: int = 140) -> str:
    line = " ".join(text.split()).replace("|", "\\|")
    return f"“{line[: most - 1]}…”" if len(line) > most else f"“{line}”"
