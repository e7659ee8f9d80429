"""`gesso tasks create`, `import`, `pause-all` and `resume-all` over a workspace of one's own."""

from pathlib import Path

import pytest

from gesso.cli import main

CRON = "0 9 * * 1-5 check the build\n# a comment\n61 * * * * never\n30 8 1 * * pay the rent\n"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GESSO_DATA", str(tmp_path / "data"))
    return tmp_path


def gesso(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    status = main(["tasks", *words])
    said = capsys.readouterr()
    return status, said.out + said.err


def test_tasks_are_made_of_a_sentence_and_of_a_crontab_and_all_held(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    berlin = ("--zone", "Europe/Berlin")
    status, out = gesso(capsys, "create", "every weekday at 7 pm tell me a joke", *berlin)
    assert status == 0 and "Tell me a joke: every weekday at 19:00" in out and out.count(" 19:00 +") == 3
    status, out = gesso(capsys, "create", "when the joke is done, tell me another", *berlin)
    assert status == 0 and "Tell me another: after “Tell me a joke”" in out
    (data / "tab").write_text(CRON)
    status, out = gesso(capsys, "import", str(data / "tab"), *berlin, "--dry-run")
    assert status == 1 and "61 * * * *" in out and "check the build: every weekday at 09:00" in out
    assert gesso(capsys, "list")[1].count("Europe/Berlin") == 1  # a dry run makes nothing
    assert gesso(capsys, "import", str(data / "tab"), *berlin)[1].count("active") == 2
    assert gesso(capsys, "pause-all")[0] == 0
    assert gesso(capsys, "list")[1].count("all paused") == 4
    assert gesso(capsys, "resume-all")[0] == 0
    assert "all paused" not in gesso(capsys, "list")[1]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("create", "every day at 7 tell me a joke"), "am or pm"),
        (("create", "hello there"), "Say when"),
        (("create", "every day at 9 am"), "What should be done"),
        (("create", "at 9 am tomorrow tell me a joke", "--zone", "Mars/Olympus"), "Mars/Olympus"),
        (("import", "/nowhere/tab"), "Cannot read"),
    ],
)
def test_what_is_open_is_said_and_nothing_is_made(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    zone = () if "--zone" in words else ("--zone", "Europe/Berlin")
    status, out = gesso(capsys, *words, *zone)
    assert status == 1 and says in out
    assert "There are no tasks" in gesso(capsys, "list")[1]
