"""An audit as a page of HTML that needs nothing else, and as lines for a terminal. Pure."""

from html import escape
from importlib import resources

from gesso.lab.audit.gate import Audit, Check

SIGNS = {True: "red", False: "ok", None: "·"}


def render_lines(audit: Audit) -> str:
    """For a terminal: a line for each check, the examples of red ones under it."""
    lines = [f"{audit.behavior}: {audit.rows} rows, {'RED' if audit.red else 'all checks passed'}"]
    for check in audit.checks:
        lines.append(f"  {SIGNS[check.red]:4}{check.name}: {check.value} ({check.limit})")
        lines += [f"        {example}" for example in check.examples] if check.red else []
    return "\n".join(lines)


def render_page(audit: Audit) -> str:
    """The whole page."""
    style = (resources.files("gesso.lab.report") / "report.css").read_text(encoding="utf-8")
    verdict = "Red: these rows are not to be trained on as they are." if audit.red else "All checks passed."
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>Audit of {escape(audit.behavior)} · gesso lab</title><style>{style}</style></head><body><main>"
        f'<header><p class="eyebrow">gesso lab · audit of rows</p><h1>{escape(audit.behavior)}, {audit.rows} rows</h1>'
        f'<p class="lead">{verdict}</p></header><table><thead><tr><th>Check</th><th>Found</th><th>Limit</th><th></th>'
        f"</tr></thead><tbody>{''.join(map(_row, audit.checks))}</tbody></table></main></body></html>\n"
    )


def _row(check: Check) -> str:
    examples = "".join(f"<li>{escape(example)}</li>" for example in check.examples)
    more = f"<details><summary>rows</summary><ul>{examples}</ul></details>" if examples else ""
    return (
        f"<tr><td>{escape(check.name)}{more}</td><td>{escape(check.value)}</td><td>{escape(check.limit)}</td>"
        f"<td>{SIGNS[check.red]}</td></tr>"
    )
