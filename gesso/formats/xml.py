"""XML from strangers, read into elements: no document types, so no entities and nothing external; bounded in depth and
number of elements.
"""

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from gesso.base.errors import BadInput

MAX_DEPTH = 300
MAX_ELEMENTS = 3_000_000


class _Refused(ValueError):
    """Raised inside the parser."""


def parse_xml(data: bytes, name: str) -> Element:
    """The root element, names as `{namespace}local`. Raises BadInput that names the part."""
    builder = TreeBuilder()
    depth = count = 0

    def open_(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth += 1
        count += 1
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            raise _Refused("it is nested too deeply or has too many elements")
        builder.start(_name(tag), {_name(key): value for key, value in attributes.items()})

    def close(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_name(tag))

    def refuse(*_: object) -> None:
        raise _Refused("it declares a document type, which could name other files")

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = open_, close
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
        return builder.close()
    except (expat.ExpatError, _Refused, LookupError, ValueError) as failure:
        raise BadInput(f"The part “{name}” of this file cannot be read: {failure}.") from None


def _name(tag: str) -> str:
    return "{" + tag if "}" in tag else tag
