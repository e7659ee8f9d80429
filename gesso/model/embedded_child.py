"""The process that holds the embedded model: JSON lines in, JSON lines out, nothing of gesso imported.

Started by `embedded.py` as a file, so it needs only the standard library and xllamacpp. It answers one request at a
time; `cancel` and the end of its input are heard while it answers. When its input ends, its parent has gone (however
it went) and the process ends itself, also in the middle of an answer.

llama.cpp's server always opens a port; it is bound to loopback, the port is the system's choice, and its key is made
here and never leaves this process.

It may be given adapters (LoRA) besides the weights. They change nothing unless a request names one: only `decide`
does.

Lines in: `{"id", "do": "chat", "body"}`, `{"id", "do": "choose", "messages", "labels"}`, `{"id", "do": "complete",
"head", "lead", "until"}`, `{"id", "do": "decide", "prompt", "marks", "adapter", "within_s"}`, `{"id", "do": "cancel"}`.
Lines out: `{"ready": {...}}`, then per request `{"id", "text"}`…, ended by `{"id", "end", "usage"}`,
`{"id", "chosen"}`, `{"id", "pieces"}`, `{"id", "decided"}` or `{"id", "error": {"kind", "message"}}`.
"""

import json
import math
import os
import queue
import re
import secrets
import sys
import threading
import time
import urllib.request
from typing import Any, BinaryIO

# Prompts are read in batches of so many tokens; a cancelled request ends at the next one. 128: 0.6 s on one busy
# core; 512 read no faster and took 2.1 s to stop.
BATCH_TOKENS = 128
# llama.cpp would keep up to 8 GB of old prompts.
PROMPT_CACHE_MIB = 128
# Added to the allowed tokens' logits: leaves e^-100 for all others, so the sampler's softmax is over the labels.
ALLOW_BIAS = 100
# Looked at for each piece of a begun word, to know how likely it is among those that fit.
FITTING = 200
# Looked at for the answer to a decision, of all tokens; what a mark beyond these gets is computed apart.
LIKELIEST = 32
# Each adapter has a place of its own, up to so many, where what it last read is kept. What is asked without an adapter
# has the first place to itself: llama.cpp clears what an adapter has read when the next question names another one, but
# not when it names none, and would answer that from the adapter's cache.
ADAPTER_SLOTS = 4
# Of the pieces that are not looked at, so many fit one more begun letter.
FITS_LETTER = 0.06


class Child:
    """The model and the loop around it. The reading thread writes `_cancelled`, the answering one reads it."""

    def __init__(self, config: dict[str, Any], out: BinaryIO) -> None:
        self._out = out
        self._cancelled: set[int] = set()
        self._todo: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._key = secrets.token_urlsafe(32)
        self._adapters = len(config["adapters"])
        self._adapter_slots = min(self._adapters, ADAPTER_SLOTS)
        self._server = self._load(config)
        self._tokens: dict[str, list[int]] = {}

    def _load(self, config: dict[str, Any]) -> Any:
        import xllamacpp  # type: ignore[import-untyped]  # ships no types

        params = xllamacpp.CommonParams()
        params.model.path = config["model"]
        params.n_ctx = config["context_tokens"]
        params.n_batch = params.n_ubatch = BATCH_TOKENS // (2 if self._adapters else 1)
        params.n_parallel = 1 + self._adapter_slots
        if self._adapters:
            params.kv_unified = True
            params.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(path, 0.0) for path in config["adapters"]]
            params.lora_init_without_apply = True
        for cpu in (params.cpuparams, params.cpuparams_batch):
            cpu.n_threads = config["threads"]
            cpu.poll = 0  # spinning threads starve everything else on a small machine: 1.3 tokens/s against 25
        params.cache_prompt = True
        params.cache_ram_mib = 0 if self._adapters else PROMPT_CACHE_MIB
        params.warmup = False
        params.fit_params = False
        params.verbosity = -1
        params.hostnames, params.port, params.api_keys = ["127.0.0.1"], 0, [self._key]
        params.n_threads_http = 2
        params.ui = params.endpoint_slots = False
        return xllamacpp.Server(params)

    def serve(self, source: BinaryIO) -> None:
        """Answers until `source` ends."""
        threading.Thread(target=self._listen, args=(source,), daemon=True).start()
        while True:
            asked = self._todo.get()
            number = asked["id"]
            if number not in self._cancelled:
                self._answer(number, asked)
            else:
                self._say({"id": number, "end": "stop", "usage": [0, 0]})
            self._cancelled.discard(number)

    def _listen(self, source: BinaryIO) -> None:
        for line in source:
            asked = json.loads(line)
            if asked["do"] == "cancel":
                self._cancelled.add(asked["id"])
            else:
                self._todo.put(asked)
        os._exit(0)

    def _answer(self, number: int, asked: dict[str, Any]) -> None:
        try:
            if asked["do"] == "choose":
                self._say({"id": number, "chosen": self._choose(asked["messages"], asked["labels"])})
            elif asked["do"] == "complete":
                self._complete(number, asked["head"], asked["lead"], asked["until"])
            elif asked["do"] == "decide":
                self._decide(number, asked)
            else:
                self._chat(number, asked["body"])
        except (RuntimeError, ValueError, KeyError, OSError) as wrong:
            self._say({"id": number, "error": {"kind": "bad_reply", "message": str(wrong)[:500]}})

    def _chat(self, number: int, body: dict[str, Any]) -> None:
        state: dict[str, Any] = {"reason": None, "usage": [0, 0], "error": None}

        def hear(chunk: dict[str, Any]) -> bool:
            if failed := chunk.get("error"):
                state["error"] = failed
                return True
            if usage := chunk.get("usage"):
                state["usage"] = [usage["prompt_tokens"], usage["completion_tokens"]]
            for choice in chunk.get("choices") or ():
                if text := (choice.get("delta") or {}).get("content"):
                    self._say({"id": number, "text": text})
                state["reason"] = choice.get("finish_reason") or state["reason"]
            return number in self._cancelled

        streamed = body | {"stream": True, "stream_options": {"include_usage": True}, "return_progress": True}
        answer = self._server.handle_chat_completions(streamed | self._with(None), hear)
        failed = state["error"] or (answer or {}).get("error")
        if failed and number not in self._cancelled:
            kind = "too_long" if "context size" in failed.get("message", "") else "bad_reply"
            self._say({"id": number, "error": {"kind": kind, "message": failed.get("message", "")[:500]}})
        else:
            self._say({"id": number, "end": state["reason"] or "cut", "usage": state["usage"]})

    def _complete(self, number: int, head: str, lead: str, until: dict[str, Any]) -> None:
        """Continues raw text after `head` with `lead` and more; says every piece with its log-probability.

        llama.cpp keeps what it has read of the last prompt, also of one that was cut off: typing on costs the new
        letters alone. The pieces that spell `lead` are weighed against the others that fit it, not against all.
        """
        ends = time.monotonic() + until["within_s"]
        state: dict[str, Any] = {"pieces": [], "text": "", "logprob": 0.0, "error": None}

        def hear(chunk: dict[str, Any]) -> bool:
            state["error"] = chunk.get("error")
            for choice in chunk.get("choices") or ():
                tokens = (choice.get("logprobs") or {}).get("content") or ()
                logprob = sum(_logprob(token, state["text"], lead) for token in tokens)
                if choice.get("text"):
                    state["pieces"].append([choice["text"], round(logprob, 4)])
                    state["text"] += choice["text"]
                    state["logprob"] += logprob
            beyond = state["text"][len(lead) :]
            done = state["logprob"] < until["floor"] or (beyond and re.search(until["pattern"], beyond))
            return bool(state["error"] or done or time.monotonic() > ends or number in self._cancelled)

        body: dict[str, Any] = {"prompt": head, "n_predict": until["tokens"], "temperature": 0.0, "stream": True}
        body |= {"cache_prompt": True, "return_progress": True, "n_probs": FITTING if lead else 1}
        if lead:
            body["grammar"] = f"%llguidance {{}}\nstart: {json.dumps(lead, ensure_ascii=False)} /(.|\\n)*/"
        answer = self._server.handle_completions(body | self._with(None), hear)
        if failed := state["error"] or (answer or {}).get("error"):
            raise RuntimeError(failed.get("message", "no completion"))
        self._say({"id": number, "pieces": state["pieces"]})

    def _decide(self, number: int, asked: dict[str, Any]) -> None:
        """The odds of single tokens as the next one after raw text, with at most one adapter.

        Says each mark's share of what falls on the marks, how much of all probability that is, and which mark the
        likeliest token of all is (-1: none). An answer past its time is dropped at the next batch of tokens.
        """
        began = time.monotonic()
        marks = [self._mark(mark) for mark in asked["marks"]]
        state: dict[str, Any] = {"found": {}, "error": None, "usage": {}}

        def hear(chunk: dict[str, Any]) -> bool:
            state["error"] = state["error"] or chunk.get("error")
            state["usage"] = chunk.get("usage") or state["usage"]
            for choice in chunk.get("choices") or ():
                for token in ((choice.get("logprobs") or {}).get("content") or ())[:1]:
                    state["found"] = {each["id"]: each["logprob"] for each in token["top_logprobs"]}
            late = not state["found"] and time.monotonic() - began > asked["within_s"]
            return bool(state["error"] or late or number in self._cancelled)

        chosen = self._with(asked["adapter"])
        body = {"prompt": asked["prompt"], "n_predict": 1, "n_probs": LIKELIEST, "temperature": 0.0, "stream": True}
        body |= {"return_progress": True, "cache_prompt": True, "stream_options": {"include_usage": True}}
        answer = self._server.handle_completions(body | chosen, hear)
        if failed := state["error"] or (answer or {}).get("error"):
            raise RuntimeError(failed.get("message", "no odds"))
        found = {token: math.exp(logprob) for token, logprob in state["found"].items()}
        if not found:
            self._say({"id": number, "error": {"kind": "timeout", "message": f"no odds in {asked['within_s']} s"}})
            return
        if not all(mark in found for mark in marks):
            found |= _in_scale(found, self._shares(asked["prompt"], [], marks, chosen), marks)
        mass = sum(found[mark] for mark in marks)
        likeliest = max(found, key=lambda token: found[token])
        usage = state["usage"]
        decided = {
            "shares": [found[mark] / mass for mark in marks],
            "mass": min(mass, 1.0),
            "free": marks.index(likeliest) if likeliest in marks else -1,
            "prompt_tokens": usage.get("prompt_tokens", 0),
            "cached_tokens": (usage.get("prompt_tokens_details") or {}).get("cached_tokens", 0),
            "took_ms": round((time.monotonic() - began) * 1000, 1),
        }
        self._say({"id": number, "decided": decided})

    def _mark(self, mark: str) -> int:
        tokens = self._split(mark)
        if len(tokens) != 1:
            raise ValueError(f"the mark {mark!r} is {len(tokens)} tokens, not one")
        return tokens[0]

    def _with(self, adapter: int | None) -> dict[str, Any]:
        """What a request says to be answered with an adapter, or with none."""
        if adapter is None:
            return {"lora": [], "id_slot": 0}
        return {"lora": [{"id": adapter, "scale": 1.0}], "id_slot": 1 + adapter % self._adapter_slots}

    def _choose(self, messages: list[dict[str, Any]], labels: list[str]) -> list[float]:
        """Probability of each label when the model may answer nothing else.

        Walks the tree of the labels' tokens; where it branches, one decoded token gives the softmax over the branches.
        Labels with different first tokens therefore cost one token together. A label that begins another one ends
        with the token that ends an answer.
        """
        prompt = self._post("/apply-template", {"messages": messages})["prompt"]
        (ending, *_) = self._split("<|im_end|>")
        paths = [[*self._split(label), ending] for label in labels]
        scores = [0.0] * len(labels)
        nodes = [(0, list(range(len(labels))))]
        while nodes:
            depth, inside = nodes.pop()
            branches: dict[int, list[int]] = {}
            for index in inside:
                branches.setdefault(paths[index][depth], []).append(index)
            shares = self._shares(prompt, paths[inside[0]][:depth], list(branches)) if len(branches) > 1 else {}
            for token, members in branches.items():
                for index in members:
                    scores[index] += math.log(max(shares.get(token, 1.0 if not shares else 0.0), 1e-12))
                if len(members) > 1 and depth + 1 < min(len(paths[index]) for index in members):
                    nodes.append((depth + 1, members))
        total = sum(math.exp(score) for score in scores)
        return [math.exp(score) / total for score in scores]

    def _shares(
        self, prompt: str, prefix: list[int], tokens: list[int], chosen: dict[str, Any] | None = None
    ) -> dict[int, float]:
        """The softmax over `tokens` alone, as what follows `prompt` and `prefix`."""
        body = (chosen or self._with(None)) | {
            "prompt": [prompt, *prefix] if prefix else prompt,
            "n_predict": 1,
            "n_probs": len(tokens),
            "post_sampling_probs": True,
            "logit_bias": [[token, ALLOW_BIAS] for token in tokens],
            "temperature": 1.0,
            "top_k": 0,
            "top_p": 1.0,
            "min_p": 0.0,
            "repeat_penalty": 1.0,
            "seed": 1,
        }
        answer = self._server.handle_completions(body)
        if "error" in answer:
            raise RuntimeError(answer["error"].get("message", "no probabilities"))
        (first, *_) = answer["choices"][0]["logprobs"]["content"]
        return {entry["id"]: entry["prob"] for entry in first["top_probs"]}

    def _split(self, text: str) -> list[int]:
        if text not in self._tokens:
            found = self._post(
                "/tokenize", {"content": text, "add_special": False, "parse_special": text == "<|im_end|>"}
            )
            self._tokens[text] = found["tokens"]
        return self._tokens[text]

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        request = urllib.request.Request(
            self._server.listening_address + path,
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"},
        )
        # No proxy: a proxy set for the outside would be asked for 127.0.0.1.
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
            return json.load(answer)

    def _say(self, value: dict[str, Any]) -> None:
        try:
            self._out.write(json.dumps(value).encode() + b"\n")
            self._out.flush()
        except OSError:
            os._exit(0)  # nobody listens any more


def _in_scale(found: dict[int, float], shares: dict[int, float], marks: list[int]) -> dict[int, float]:
    """Probabilities of all marks, from their shares and the probability of the likeliest one that was found.

    Where none was found, all together are taken to be as likely as the least of those that were.
    """
    known = [mark for mark in marks if mark in found]
    best = max(known, key=lambda mark: found[mark], default=None)
    whole = min(found.values()) if best is None else found[best] / max(shares.get(best, 0.0), 1e-12)
    return {mark: whole * max(shares.get(mark, 0.0), 1e-12) for mark in marks if mark not in found}


def _logprob(token: dict[str, Any], written: str, lead: str) -> float:
    """How likely the token was; while `lead` is still being spelled, how likely among the tokens that spell it."""
    own = max(float(token["logprob"]), -50.0)
    left = lead[len(written) :]
    if not left:
        return own
    fitting = {
        other["id"]: other["logprob"]
        for other in token.get("top_logprobs") or ()
        if other["token"] and (other["token"].startswith(left) or left.startswith(other["token"]))
    }
    fitting[token["id"]] = own
    fit = sum(math.exp(max(each, -50.0)) for each in fitting.values())
    # Where the model did not think of such a word at all, the one that fits is not sure but a guess among unseen ones.
    seen = sum(math.exp(other["logprob"]) for other in token.get("top_logprobs") or ())
    unseen = max(0.0, 1.0 - seen) * FITS_LETTER ** len(left.strip())
    return own - math.log(fit + unseen)


def main() -> None:
    # llama.cpp may print; what it prints must not land between our lines.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    started = time.monotonic()
    child = Child(json.loads(sys.argv[1]), out)
    ready = {"load_s": round(time.monotonic() - started, 3), "pid": os.getpid()}
    child._say({"ready": ready})
    child.serve(sys.stdin.buffer)


if __name__ == "__main__":
    main()
