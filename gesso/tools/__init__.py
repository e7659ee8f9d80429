"""Floor 5: what an agent can do, one file each. To add a tool, write its file and add it to this list."""

from gesso.agent.tool import Tool
from gesso.tools.canvas import CANVAS_TOOLS
from gesso.tools.comments import COMMENT_TOOLS
from gesso.tools.entry import ENTRY_TOOLS
from gesso.tools.undoing import UNDO_TOOLS
from gesso.tools.widgets import WIDGET_TOOLS

TOOLS: tuple[Tool, ...] = (*CANVAS_TOOLS, *UNDO_TOOLS, *COMMENT_TOOLS, *ENTRY_TOOLS, *WIDGET_TOOLS)
