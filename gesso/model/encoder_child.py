"""The process that makes vectors: a line of JSON texts in, a line of JSON vectors out. Imports nothing of gesso.

Ends with its input. Uses one thread, so that other work on the machine goes on.
"""

import json
import os
import sys
from typing import Any


def main() -> None:
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # llama.cpp may print; that must not land between our lines
    server = _load(sys.argv[1])
    for line in sys.stdin.buffer:
        answer = server.handle_embeddings({"input": json.loads(line)})
        if "error" in answer:
            told: dict[str, Any] = {"error": answer["error"].get("message", "no vectors")}
        else:
            told = {"vectors": [each["embedding"] for each in answer["data"]]}
            told["tokens"] = answer["usage"]["prompt_tokens"]
        out.write(json.dumps(told).encode() + b"\n")
        out.flush()


def _load(path: str) -> Any:
    import xllamacpp  # type: ignore[import-untyped]  # ships no types

    params = xllamacpp.CommonParams()
    params.model.path = path
    params.n_ctx = params.n_batch = params.n_ubatch = 2048
    params.n_parallel = 1
    for cpu in (params.cpuparams, params.cpuparams_batch):
        cpu.n_threads = 1
        cpu.poll = 0
    params.warmup = params.fit_params = False
    params.verbosity = -1
    params.embedding = True
    params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.ui = params.endpoint_slots = False
    return xllamacpp.Server(params)


if __name__ == "__main__":
    main()
