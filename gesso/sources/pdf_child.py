"""A process that reads one PDF from its input and writes its words as JSON, then ends. It imports nothing of gesso.

Bounded by the system where that can be (time of the processor, memory), and by whoever started it in any case: a file
may be made to take for ever.
"""

import io
import json
import sys

CPU_S = 20
MEMORY_BYTES = 1_500_000_000
MOST_PAGES = 400
MOST_TEXT = 400_000


def main() -> None:
    """Writes {"title", "pages": [text…], "all": number of pages} or {"wrong": why}."""
    _bound()
    from pypdf import PdfReader

    data = sys.stdin.buffer.read()
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            _write({"wrong": "it is locked by a password"})
            return
        pages, size = [], 0
        for page in reader.pages[:MOST_PAGES]:
            text = page.extract_text()[: MOST_TEXT - size]
            pages.append(text)
            size += len(text)
            if size >= MOST_TEXT:
                break
        title = reader.metadata.title if reader.metadata and isinstance(reader.metadata.title, str) else ""
        _write({"title": title, "pages": pages, "all": len(reader.pages)})
    except MemoryError:
        _write({"wrong": "it takes more memory than it may"})
    except Exception as error:  # noqa: BLE001  (the library raises what it likes; this process is the boundary)
        _write({"wrong": f"it is damaged ({type(error).__name__})"})


def _write(value: dict[str, object]) -> None:
    sys.stdout.buffer.write(json.dumps(value).encode("utf-8", "replace"))


def _bound() -> None:
    try:
        import resource
    except ImportError:
        return  # not a Unix: whoever started this ends it in time
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


if __name__ == "__main__":
    main()
