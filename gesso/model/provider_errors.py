"""What went wrong at a provider, as a plain sentence with one next step.

Knows pydantic-ai's exceptions and what SDKs raise on replies they did not expect. A provider's own words can hold
anything, so only the start of them is shown, and never the key, which some gateways repeat.
"""

import httpx2
from pydantic_ai import exceptions as failing

from gesso.model.messages import ErrorKind, ModelError

FAILURES = (
    failing.AgentRunError, failing.UserError, httpx2.HTTPError, ValueError, OSError,
    TypeError, AttributeError, LookupError, AssertionError,
)  # fmt: skip
"""What a request can raise. The last four come from SDKs that read JSON of another shape than they expect."""


def explain(wrong: Exception, who: str, key: str | None = None) -> ModelError:
    """Any failure of a provider in words; `key` is what they must not contain."""
    retry = wrong.retry_after if isinstance(wrong, failing.ModelAPIError) else None
    kind: ErrorKind
    inner: BaseException | None = wrong
    while inner is not None and not isinstance(inner, httpx2.DecodingError):
        inner = inner.__cause__
    wrong = inner or wrong  # read as a broken connection by the SDK, but it is what arrived that was wrong
    match wrong:
        case httpx2.DecodingError():
            kind, text = "bad_reply", f"{who} sent something that cannot be read. Try again or choose another model."
        case failing.ModelAuthenticationError():
            kind, text = "auth", f"{who} refused the key. Check it in the settings."
        case failing.ModelContextWindowExceededError():
            kind, text = "too_long", f"This is longer than the model can read, says {who}. Ask about a smaller part."
        case failing.ModelQuotaExceededError():
            kind, text = "refused", f"{who} says that the account's credit or quota is used up. Top it up there."
        case failing.ModelRateLimitError():
            wait = f"in {retry:.0f} seconds" if retry else "in a minute"
            kind, text = "rate", f"{who} is getting too many requests. Try again {wait}."
        case failing.ModelNotFoundError():
            kind, text = "missing", f"{who} does not have this model. Choose another, or refresh the connection's list."
        case failing.ModelTimeoutError() | httpx2.TimeoutException():
            kind, text = "timeout", f"{who} did not answer in time. Try again."
        case failing.ModelConnectionError(phase=None | "read") | httpx2.RemoteProtocolError() | httpx2.ReadError():
            kind, text = "unavailable", f"The connection to {who} broke off. Try again."
        case failing.ModelConnectionError() | httpx2.TransportError() | OSError():
            kind, text = "unavailable", f"{who} cannot be reached. Check that it runs and the address in the settings."
        case failing.ModelUnavailableError() | failing.ModelServerError():
            status = getattr(wrong, "status_code", "an error")
            kind, text = "unavailable", f"{who} is having trouble (it answered {status}). Try again in a moment."
        case failing.ContentFilterError():
            kind, text = "refused", f"{who} declined to answer this. Put it in other words."
        case failing.ModelRequestRejectedError():
            kind, text = "refused", f"{who} rejected the request ({_said(wrong)}). Try another model."
        case failing.UserError():
            kind, text = "refused", f"This model cannot be used so ({str(wrong)[:200]}). Choose another model."
        case _:
            kind, text = "bad_reply", f"{who} sent something that cannot be read. Try again or choose another model."
    return ModelError(kind, text.replace(key, "…") if key else text, retry_after_s=retry)


def _said(wrong: failing.ModelAPIError) -> str:
    """What the provider itself said, shortened; its words can hold anything, so only their start."""
    body = wrong.body
    inner = body.get("error", body) if isinstance(body, dict) else body
    message = inner.get("message") if isinstance(inner, dict) else inner
    return " ".join(str(message or wrong.message).split())[:200]
