"""How a refusal is told: in gesso's own shape, and under `/v1/` in the one that OpenAI's clients read."""

from typing import Any

_KINDS = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


def render_refusal(path: str, status: int, code: str, message: str) -> dict[str, Any]:
    """The JSON of an error answered at `path`. Letters that no reader could take are replaced."""
    error: dict[str, Any] = {"code": code, "message": message.encode("utf-8", "replace").decode()}
    if path.startswith("/v1/"):
        error |= {"type": _KINDS.get(status, "server_error" if status >= 500 else "invalid_request_error")}
        error |= {"param": None}
    return {"error": error}
