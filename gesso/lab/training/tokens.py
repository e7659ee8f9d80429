"""Text to the embedded model's tokens, by the vocabulary inside its GGUF file.

Splits exactly as llama.cpp does for this model (byte-level BPE, each digit alone); control marks such as `<|im_end|>`
are read as marks, as llama.cpp reads them in a raw prompt.
"""

from typing import Any

from gesso.base.errors import BadInput
from gesso.lab.training.llama import read_field

CONTROL = 3
"""llama.cpp's token type of a control mark."""


class Tokens:
    """`encode` and `decode` of one GGUF file's vocabulary; `own` is the tokenizer of the package `tokenizers`."""

    def __init__(self, reader: Any) -> None:
        from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

        kind = (read_field(reader, "tokenizer.ggml.model"), read_field(reader, "tokenizer.ggml.pre"))
        if kind != ("gpt2", "smollm"):
            raise BadInput(f"This model splits text as {kind}; training knows SmolLM's way alone.")
        pieces: list[str] = read_field(reader, "tokenizer.ggml.tokens")
        merges = [tuple(merge.split(" ", 1)) for merge in read_field(reader, "tokenizer.ggml.merges")]
        own = Tokenizer(models.BPE(vocab={piece: i for i, piece in enumerate(pieces)}, merges=merges))
        own.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
        )
        own.decoder = decoders.ByteLevel()
        types = read_field(reader, "tokenizer.ggml.token_type")
        marks = [piece for piece, kind in zip(pieces, types, strict=True) if kind == CONTROL]
        own.add_special_tokens([AddedToken(mark, special=True, normalized=False) for mark in marks])
        self.end = int(read_field(reader, "tokenizer.ggml.eos_token_id"))
        self.own = own

    def encode(self, text: str) -> list[int]:
        return list(self.own.encode(text, add_special_tokens=False).ids)

    def decode(self, tokens: list[int]) -> str:
        return str(self.own.decode(tokens, skip_special_tokens=False))

    def mark(self, text: str) -> int:
        """The one token that `text` is. Raises BadInput where it is several."""
        found = self.encode(text)
        if len(found) != 1:
            raise BadInput(f"A mark should be one token of the model; {text!r} is {len(found)}.")
        return found[0]
