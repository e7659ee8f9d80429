"""What other agents are offered over MCP: each a name, typed arguments, a scope and a function.

To add one, write it in the file of its noun and add it to OFFERS. Everything goes through the same doors as the page.
"""

from gesso.server.offers.canvases import CANVAS_OFFERS
from gesso.server.offers.offer import Offer
from gesso.server.offers.rooms import ROOM_OFFERS
from gesso.server.offers.tasks import TASK_OFFERS

OFFERS: tuple[Offer, ...] = (*ROOM_OFFERS, *CANVAS_OFFERS, *TASK_OFFERS)
