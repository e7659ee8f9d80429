"""The embedded model under guard: llama.cpp as the product runs it, with an adapter switched on for everything.

The product switches an adapter on for a decision alone; here it stays on in conversation, which is the harder test.
Greedy, so that two runs can be compared. It blocks; one subject serves one thread.
"""

import json
import urllib.request
from pathlib import Path
from typing import Any

SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"


class Subject:
    """`adapter` may be switched: None is the base."""

    def __init__(self, base: Path, adapters: dict[str, Path], threads: int = 1) -> None:
        import xllamacpp  # type: ignore[import-untyped]  # ships no types

        params = xllamacpp.CommonParams()
        params.model.path, params.n_ctx, params.n_parallel = str(base), 2048, 1
        for cpu in (params.cpuparams, params.cpuparams_batch):
            cpu.n_threads, cpu.poll = threads, 0
        params.warmup = params.fit_params = params.ui = params.endpoint_slots = False
        params.verbosity, params.hostnames, params.port = -1, ["127.0.0.1"], 0
        params.cache_ram_mib = 0
        params.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(path), 0.0) for path in adapters.values()]
        params.lora_init_without_apply = True
        self._server = xllamacpp.Server(params)
        self._names = list(adapters)
        self.adapter: str | None = None

    def say(self, message: str, max_tokens: int) -> str:
        """The answer to one message in the model's own chat template."""
        prompt = (
            f"<|im_start|>system\n{SYSTEM}<|im_end|>\n<|im_start|>user\n{message}<|im_end|>\n<|im_start|>assistant\n"
        )
        answer = self._complete({"prompt": prompt, "n_predict": max_tokens, "repeat_penalty": 1.05})
        return str(answer["choices"][0]["text"])

    def nats(self, text: str, limit_tokens: int) -> tuple[float, int]:
        """Surprise of a text's first tokens, and how many bytes they are. The first token is given.

        llama.cpp tells nothing of a token that ends inside a letter (rare ones, of Chinese above all): those are left
        out, the same ones for every candidate.
        """
        tokens = self._split(text)[:limit_tokens]
        total, size_bytes = 0.0, 0
        for i in range(1, len(tokens)):
            # The bias makes the sampler take the text's own token; the probability told is the one without it.
            asked = {"prompt": tokens[:i], "n_predict": 1, "n_probs": 1, "logit_bias": [[tokens[i], 1000]]}
            told = self._complete(asked)["choices"][0]["logprobs"]
            if told is not None and told["content"]:
                (found, *_) = told["content"]
                assert found["id"] == tokens[i]
                total, size_bytes = total - float(found["logprob"]), size_bytes + len(found["bytes"])
        return total, size_bytes

    def _complete(self, body: dict[str, Any]) -> Any:
        lora = [{"id": self._names.index(self.adapter), "scale": 1.0}] if self.adapter else []
        answer = self._server.handle_completions({"temperature": 0.0, "cache_prompt": True, "lora": lora, **body})
        if "error" in answer:
            raise RuntimeError(answer["error"].get("message", "llama.cpp gave no answer"))
        return answer

    def _split(self, text: str) -> list[int]:
        return list(self._post("/tokenize", {"content": text, "add_special": False})["tokens"])

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        data = json.dumps(body).encode()
        request = urllib.request.Request(
            self._server.listening_address + path, data, {"Content-Type": "application/json"}
        )
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
            return json.load(answer)
