"""The report: files of graded answers as one page of HTML that needs nothing else."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from gesso.lab.episode import write_whole
from gesso.lab.report.page import render_report
from gesso.lab.report.reading import Chapter, read_chapters

__all__ = ["Chapter", "read_chapters", "render_report", "write_report"]


def write_report(paths: Sequence[Path], out: Path, now: datetime) -> list[Chapter]:
    """Write the report on files and folders of graded answers. Raises LabError when there is nothing to report on."""
    chapters = read_chapters(paths)
    write_whole(out, render_report(chapters, now))
    return chapters
