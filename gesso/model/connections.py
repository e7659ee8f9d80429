"""What a person configures to reach a model elsewhere: which provider, which address, which key, which models.

Values only; nothing here speaks to a network. Keys are in `Connection` because the caller stores them there; they are
kept out of its text form and out of every menu.
"""

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from gesso.base.errors import BadInput

Api = Literal["chat", "openai", "anthropic", "google", "openrouter", "deepseek"]


@dataclass(frozen=True)
class ProviderKind:
    """A provider a person can choose: what it is called and what it needs.

    `base_url` is the address used when none is given; None where it must be given. `api` is how it is spoken to,
    `chat` being the chat completions every compatible server has. `keys_at` is where a key is made.
    """

    id: str
    label: str
    api: Api
    base_url: str | None
    needs_key: bool
    keys_at: str = ""
    local: bool = False


PROVIDERS: tuple[ProviderKind, ...] = (
    ProviderKind("compatible", "OpenAI-compatible server", "chat", None, False),
    ProviderKind("anthropic", "Anthropic", "anthropic", "https://api.anthropic.com", True, "console.anthropic.com"),
    ProviderKind("openai", "OpenAI", "openai", "https://api.openai.com/v1", True, "platform.openai.com"),
    ProviderKind(
        "google", "Google Gemini", "google", "https://generativelanguage.googleapis.com", True, "aistudio.google.com"
    ),
    ProviderKind("openrouter", "OpenRouter", "openrouter", "https://openrouter.ai/api/v1", True, "openrouter.ai"),
    ProviderKind("mistral", "Mistral", "chat", "https://api.mistral.ai/v1", True, "console.mistral.ai"),
    ProviderKind("groq", "Groq", "chat", "https://api.groq.com/openai/v1", True, "console.groq.com"),
    ProviderKind("deepseek", "DeepSeek", "deepseek", "https://api.deepseek.com", True, "platform.deepseek.com"),
    ProviderKind("xai", "xAI", "chat", "https://api.x.ai/v1", True, "console.x.ai"),
    ProviderKind("together", "Together AI", "chat", "https://api.together.xyz/v1", True, "api.together.xyz"),
    ProviderKind("fireworks", "Fireworks", "chat", "https://api.fireworks.ai/inference/v1", True, "fireworks.ai"),
    ProviderKind("cerebras", "Cerebras", "chat", "https://api.cerebras.ai/v1", True, "cloud.cerebras.ai"),
    ProviderKind("ollama", "Ollama", "chat", "http://127.0.0.1:11434/v1", False, local=True),
    ProviderKind("lmstudio", "LM Studio", "chat", "http://127.0.0.1:1234/v1", False, local=True),
    ProviderKind("vllm", "vLLM", "chat", "http://127.0.0.1:8000/v1", False, local=True),
    ProviderKind("llamacpp", "llama.cpp", "chat", "http://127.0.0.1:8080/v1", False, local=True),
)


_APPENDED: dict[Api, str] = {"anthropic": "/v1", "google": "/v1beta"}
"""Gateways tell their address with or without it."""


class ServedModel(BaseModel):
    """A model as its server names it; None where the server and the price list do not tell."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(min_length=1, max_length=300)
    context_tokens: int | None = None
    price: tuple[float, float] | None = None


class Connection(BaseModel):
    """A configured provider. `base_url` None means the provider's own address."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(min_length=1, max_length=100, pattern=r"^[^/\s]+$")
    provider: str
    name: str = ""
    base_url: str | None = None
    key: str | None = Field(default=None, repr=False)
    models: tuple[ServedModel, ...] = ()

    @field_validator("models", mode="before")
    @classmethod
    def _named(cls, models: Any) -> Any:
        """Takes plain names too."""
        return [{"id": model} if isinstance(model, str) else model for model in models]

    @field_validator("key")
    @classmethod
    def _trimmed(cls, key: str | None) -> str | None:
        """Keys are pasted, often with a blank or a line's end that no header can carry."""
        return key.strip() or None if key else None

    @property
    def kind(self) -> ProviderKind:
        return provider_kind(self.provider)

    @property
    def label(self) -> str:
        return self.name or self.kind.label

    @property
    def address(self) -> str:
        """The base URL, without a slash at its end or a version that the provider's SDK appends itself.

        Raises BadInput where it is missing or is no web address.
        """
        address = (self.base_url or self.kind.base_url or "").strip().rstrip("/")
        if not address.startswith(("http://", "https://")):
            raise BadInput(
                f"{self.label} needs an address that begins with http:// or https://, such as http://127.0.0.1:8000/v1."
            )
        return address.removesuffix(_APPENDED.get(self.kind.api, "")).rstrip("/")


def provider_kind(provider: str) -> ProviderKind:
    """The kind of that id. Raises BadInput naming the ones there are."""
    for kind in PROVIDERS:
        if kind.id == provider:
            return kind
    raise BadInput(f"There is no provider {provider!r}. Choose one of {', '.join(kind.id for kind in PROVIDERS)}.")
