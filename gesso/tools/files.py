"""Looking in the files that were attached to a conversation, for agents.

What a file says is material and never an order. Short files are shown whole, of long ones the passages that speak of
the question, and which of the two is told. A question asked right after a file was attached waits until it is read.
"""

from pydantic import BaseModel, Field

from gesso.agent.tool import Tool, ToolContext, ToolResult
from gesso.base.errors import BadInput
from gesso.base.ids import new_id
from gesso.reading.finding import WAIT_S, Looked, counted, look, render_looked, unread_words
from gesso.reading.parts import PART_END
from gesso.reading.shelf import Shelf
from gesso.room.projects import rooms_of_files
from gesso.store.files import StoredFile
from gesso.store.readings import Reading
from gesso.store.sources import Source, insert_source

MOST_SHOWN = 12_000  # characters of one part that a model is shown at once


class SearchFiles(BaseModel):
    question: str = Field(max_length=1_000, description="what to look for, in a few words; empty: what they are about")
    files: list[str] = Field(
        default_factory=list, max_length=50, description="names of files to look in, as listed; none: in all"
    )


class ReadFilePage(BaseModel):
    file: str = Field(min_length=1, max_length=300, description="the name of the file, as listed")
    page: int = Field(1, ge=1, le=100_000, description="which page, slide, chapter or sheet, from 1")


def file_tools(shelf: Shelf) -> tuple[Tool, ...]:
    async def search(context: ToolContext, args: SearchFiles) -> ToolResult:
        return await search_files(context, args, shelf)

    async def read(context: ToolContext, args: ReadFilePage) -> ToolResult:
        return await read_file_page(context, args, shelf)

    return (
        Tool(
            "search_files",
            "Look in the files attached to this conversation. Short files come whole, long ones as the passages that "
            "speak of the question. Answer from what it gives and nothing else; cite as [n], the number of the file, "
            "and quote exactly: quotes are looked up in the file. If it is not there, say that it is not in the files.",
            SearchFiles,
            "read",
            search,
            reads="file",
            destinations=(),
        ),
        Tool(
            "read_file_page",
            "Read one page, slide, chapter or sheet of an attached file from beginning to end.",
            ReadFilePage,
            "read",
            read,
            reads="file",
            destinations=(),
        ),
    )


async def search_files(context: ToolContext, args: SearchFiles, shelf: Shelf) -> ToolResult:
    """Waits at most WAIT_S for files that are being read. Raises BadInput where no file is attached."""
    wanted = _named(await _there(context, shelf), args.files)
    await shelf.settled([file.id for file, _ in wanted], WAIT_S)
    wanted = _named(await _there(context, shelf), args.files)
    read = [(file, row) for file, row in wanted if row.state == "indexed"]
    unread = [unread_words(file, row) for file, row in wanted if row.state != "indexed"]
    found = await look(shelf, read, args.question)
    numbered = [(await _cited(context, each.file, each.reading), each) for each in found]
    text = render_looked(numbered, unread)
    if read and not found:
        text += f"\nNothing in {_names(read)} speaks of that."
    return ToolResult(text, _summary(found, read, len(unread), args.question))


async def read_file_page(context: ToolContext, args: ReadFilePage, shelf: Shelf) -> ToolResult:
    """Raises BadInput for a file that is not there or not read, and a page that it does not have."""
    [(file, row), *_] = _named(await _there(context, shelf), [args.file])
    await shelf.settled([file.id], WAIT_S)
    [(file, row), *_] = _named(await _there(context, shelf), [args.file])
    if row.state != "indexed":
        raise BadInput(unread_words(file, row))
    pages = (await shelf.words(row)).split(PART_END)
    if args.page > len(pages):
        raise BadInput(f"“{file.name}” has {counted(row) or 'one part'}: there is no {row.unit or 'part'} {args.page}.")
    number = await _cited(context, file, row)
    words = pages[args.page - 1]
    more = f"\n[… {len(words) - MOST_SHOWN} characters more]" if len(words) > MOST_SHOWN else ""
    where = f"{row.unit or 'part'} {args.page} of {len(pages)}"
    return ToolResult(f"[{number}] {file.name}, {where}\n\n{words[:MOST_SHOWN]}{more}", f"Read {where} of {file.name}")


async def _there(context: ToolContext, shelf: Shelf) -> list[tuple[StoredFile, Reading]]:
    """The files of the conversation, and of its project where the person who asks may see that."""
    found = []
    for room in await rooms_of_files(context.workspace, context.asked_by, context.room.id):
        found += await shelf.of_room(room)
    return found


def _named(
    there: list[tuple[StoredFile, Reading]], names: list[str]
) -> list[tuple[StoredFile, Reading]]:  # fmt: skip
    if not there:
        raise BadInput("No file is attached to this conversation.")
    if not names:
        return there
    wanted = {name.strip().casefold() for name in names}
    found = [each for each in there if each[0].name.casefold() in wanted or each[0].id in names]
    if not found:
        raise BadInput(f"There is no such file; attached are: {', '.join(file.name for file, _ in there)}.")
    return found


async def _cited(context: ToolContext, file: StoredFile, row: Reading) -> int:
    """The number that the file is cited by in this turn."""
    kept = Source(
        new_id("src"), context.room.id, context.turn, 0, f"file:{file.id}", file.name, file.media_type, None,
        row.characters, row.words, context.workspace.clock(),
    )  # fmt: skip
    return (await context.workspace.db.write(lambda conn: insert_source(conn, kept))).number


def _summary(found: list[Looked], read: list[tuple[StoredFile, Reading]], unread: int, question: str) -> str:
    """Which way the files were read, for the person: whole, or passages of them."""
    if not read:
        said = "Looked in the attached files: none is read yet"
    elif found and found[0].how == "all of it":
        said = f"Read all of {_names(read)}"
    else:
        count = sum(len(each.passages) for each in found)
        passages = f"{count} passage{'s' if count != 1 else ''}" if count else "nothing"
        meant = any(each.how.endswith("meaning") for each in found)
        by = f" for “{question}” by words{' and meaning' if meant else ''}" if question else ""
        said = f"Looked in {_names(read)}{by}: {passages}"
    return f"{said} ({unread} not read)" if unread and read else said


def _names(files: list[tuple[StoredFile, Reading]]) -> str:
    told = [f"{file.name}{f' ({count})' if (count := counted(row)) else ''}" for file, row in files[:3]]
    return ", ".join(told) + (f" and {len(files) - 3} more" if len(files) > 3 else "")
