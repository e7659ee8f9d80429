"""The same run, its steps taken by TRL: `"backend": "trl"` in the configuration.

The base is built from the same GGUF file, rows are read by the same code, and at every look the adapter is put into our
own model, where the dev set is measured as in a run of our loop: the numbers of both can be compared, and
what is written at the end is the same. What differs is the step. TRL's SFT averages over the tokens of a batch and not
of each row, PEFT's dropout falls on the input, and what a frozen layer computes is not kept. `decide` is SFT on
the one token of the answer, `reinforce` is GRPO. There are no checkpoints: a run that was killed begins anew.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import transformers
import trl
from datasets import Dataset, disable_progress_bars
from peft import LoraConfig, get_peft_model_state_dict
from torch import Tensor

from gesso.base.errors import BadInput
from gesso.lab.training.config import Config
from gesso.lab.training.export import PEFT_NAMES, from_peft, halves_apart
from gesso.lab.training.llama import Linear, Llama
from gesso.lab.training.loop import Lesson, Progress, batch_tokens, hold_folder, look, look_is_due, steps_an_epoch
from gesso.lab.training.rows import Row
from gesso.lab.training.sft import read_text
from gesso.lab.training.tokens import Tokens

disable_progress_bars()  # of its own preparations, each a second long

ROWS_AT_ONCE = 8
PEFT_OF = {ours: theirs for theirs, ours in PEFT_NAMES.items()}


def train_with_trl(
    llama: Llama, tokens: Tokens, config: Config, rows: Sequence[Row], lesson: Lesson[Any], out: Path,
    say: Callable[[str], None],
) -> Progress:  # fmt: skip
    """Trains; the adapter of `llama` is the best step's afterwards. `lesson` is ours, for the looks at the dev set."""
    hold_folder(out, config)
    every = steps_an_epoch(len(rows), config)
    progress = Progress(steps=max(1, round(config.epochs * every)))
    trainer = trainer_of(llama, tokens, config, rows, progress.steps, out)
    watch = _Watch(llama, lesson, config, progress, every, out, say)
    trainer.add_callback(watch)
    trainer.remove_callback(transformers.PrinterCallback)
    trainer.train()
    llama.set_adapter(watch.best)
    return progress


class _Watch(transformers.TrainerCallback):  # type: ignore[misc]
    """Times the steps, and looks at the dev set with our own model."""

    def __init__(
        self, llama: Llama, lesson: Lesson[Any], config: Config, progress: Progress, every: int, out: Path,
        say: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._llama, self._lesson, self._config, self._progress = llama, lesson, config, progress
        self._every, self._out, self._say = every, out, say
        self._tokens = config.rows_per_step * sum(map(lesson.length, lesson.rows)) // len(lesson.rows)
        self._began = 0.0
        self.best = {name: p.detach().clone() for name, p in llama.adapter().items()}

    def on_step_begin(self, *_: Any, **__: Any) -> None:
        self._began = time.monotonic()

    def on_step_end(self, *_: Any, **__: Any) -> None:
        self._progress.seconds += time.monotonic() - self._began

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, float], model: Any, **_: Any) -> None:
        if "loss" not in logs:
            return
        progress, llama = self._progress, self._llama
        progress.step = state.global_step
        progress.tokens += self._tokens
        progress.train.append((progress.step, float(logs["loss"])))
        if not look_is_due(progress, self._config, self._every):
            return
        llama.set_adapter(adapter_of(model, llama))
        if look(llama, self._lesson, progress, batch_tokens(llama, self._config), self._out, self._say):
            self.best = {name: p.detach().clone() for name, p in llama.adapter().items()}
        control.should_training_stop = control.should_training_stop or progress.worse >= self._config.patience


def model_of(llama: Llama) -> Any:
    """The same model as a transformers one, in its own order of rows. The base alone, without an adapter."""
    shape = llama.shape
    config = transformers.LlamaConfig(
        vocab_size=shape.vocabulary, hidden_size=shape.width, intermediate_size=shape.inner,
        num_hidden_layers=shape.layers, num_attention_heads=shape.heads, num_key_value_heads=shape.kv_heads,
        rms_norm_eps=shape.norm_epsilon, rope_parameters={"rope_type": "default", "rope_theta": shape.rope_base},
        tie_word_embeddings=False, max_position_embeddings=8192,
    )  # fmt: skip
    tensors = {
        "model.embed_tokens.weight": llama.embedding, "model.norm.weight": llama.output_norm,
        "lm_head.weight": llama.output,
    }  # fmt: skip
    layers: Any = llama.layers
    for i, layer in enumerate(layers):
        lead = f"model.layers.{i}"
        tensors[f"{lead}.input_layernorm.weight"] = layer.attn_norm
        tensors[f"{lead}.post_attention_layernorm.weight"] = layer.ffn_norm
        for part in layer.modules():
            if isinstance(part, Linear):
                for name, matrix in zip(part.parts, torch.split(part.weight, list(part.parts.values())), strict=True):
                    tensors[f"{lead}.{PEFT_OF[name]}.weight"] = _rows_of(name, matrix, llama)
    model = transformers.LlamaForCausalLM(config).to(llama.embedding.dtype)
    model.load_state_dict(tensors)
    return model.to(llama.device)


def _rows_of(name: str, matrix: Tensor, llama: Llama) -> Tensor:
    if name not in ("attn_q", "attn_k"):
        return matrix
    heads = llama.shape.heads if name == "attn_q" else llama.shape.kv_heads
    return torch.from_numpy(halves_apart(matrix.float().cpu().numpy(), heads)).to(matrix)


def adapter_of(model: Any, llama: Llama) -> dict[str, Tensor]:
    """What PEFT has trained so far, named and ordered as ours."""
    found = {name: p.detach().float().cpu().numpy() for name, p in get_peft_model_state_dict(model).items()}
    ours = from_peft(found, llama.shape.heads, llama.shape.kv_heads)
    return {name: torch.from_numpy(matrix).to(llama.device) for name, matrix in ours.items()}


def reader_of(tokens: Tokens) -> Any:
    """The tokenizer as transformers wants it; without a chat template, for rows are rendered by our own code."""
    end = tokens.decode([tokens.end])
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokens.own, eos_token=end, pad_token=end, padding_side="left"
    )


def trainer_of(llama: Llama, tokens: Tokens, config: Config, rows: Sequence[Row], steps: int, out: Path) -> Any:
    """TRL's trainer for the method. Raises BadInput for `packed`, which it does not know."""
    if config.method not in MAKERS:
        raise BadInput(f"TRL has no trainer for {config.method!r} rows; it has for {', '.join(MAKERS)}.")
    at_once = math.gcd(config.rows_per_step, ROWS_AT_ONCE)
    shared = {
        "output_dir": str(out / "trl"), "max_steps": steps, "per_device_train_batch_size": at_once,
        "gradient_accumulation_steps": config.rows_per_step // at_once, "learning_rate": config.learning_rate,
        "weight_decay": config.weight_decay, "adam_beta2": 0.98, "max_grad_norm": config.clip,
        "lr_scheduler_type": "cosine", "warmup_steps": round(config.warmup * steps), "seed": config.seed,
        "save_strategy": "no", "eval_strategy": "no", "logging_steps": 1, "report_to": "none", "disable_tqdm": True,
        "bf16": llama.device.type == "cuda", "use_cpu": llama.device.type == "cpu", "gradient_checkpointing": False,
    }  # fmt: skip
    lora = LoraConfig(
        r=config.rank, lora_alpha=config.alpha, lora_dropout=config.dropout, task_type="CAUSAL_LM",
        target_modules=[name.rpartition(".")[2] for name in PEFT_NAMES],
        layers_to_transform=list(range(config.first_layer, llama.shape.layers)),
    )  # fmt: skip
    always = {"model": model_of(llama), "processing_class": reader_of(tokens), "peft_config": lora}
    return MAKERS[config.method](Given(always, shared, tokens), rows, config)


@dataclass(frozen=True)
class Given:
    """`always`: what every trainer takes; `shared`: what every configuration of one does."""

    always: dict[str, Any]
    shared: dict[str, Any]
    tokens: Tokens


def _sft(given: Given, rows: Sequence[Row], config: Config) -> Any:
    texts = [read_text(row, given.tokens) for row in rows]
    data = Dataset.from_list(
        [
            {
                "input_ids": list(text.tokens),
                "labels": [t if said else -100 for t, said in zip(text.tokens, text.said, strict=True)],
            }
            for text in texts
        ]
    )
    args = trl.SFTConfig(**given.shared, max_length=None, dataset_kwargs={"skip_prepare_dataset": True})
    return trl.SFTTrainer(args=args, train_dataset=data, **given.always)


def _dpo(given: Given, rows: Sequence[Row], config: Config) -> Any:
    data = Dataset.from_list([{name: row[name] for name in ("prompt", "chosen", "rejected")} for row in rows])
    args = trl.DPOConfig(**given.shared, beta=config.beta, max_length=None)
    return trl.DPOTrainer(args=args, train_dataset=data, **given.always)


def _kto(given: Given, rows: Sequence[Row], config: Config) -> Any:
    data = Dataset.from_list([{name: row[name] for name in ("prompt", "completion", "label")} for row in rows])
    welcome = sum(row["label"] for row in rows)
    args = trl.KTOConfig(
        **given.shared, beta=config.beta, max_length=None, desirable_weight=len(rows) / (2 * max(1, welcome)),
        undesirable_weight=len(rows) / (2 * max(1, len(rows) - welcome)),
    )  # fmt: skip
    return trl.KTOTrainer(args=args, train_dataset=data, **given.always)


def _grpo(given: Given, rows: Sequence[Row], config: Config) -> Any:
    data = Dataset.from_list([{name: row[name] for name in ("prompt", "marks", "rewards")} for row in rows])
    at_once = given.shared["per_device_train_batch_size"] * config.samples
    args = trl.GRPOConfig(
        **(given.shared | {"per_device_train_batch_size": at_once}),
        beta=config.beta,
        num_generations=config.samples,
        max_completion_length=1,
        temperature=1.0,
    )
    return trl.GRPOTrainer(reward_funcs=_reward, args=args, train_dataset=data, **given.always)


def _reward(
    completions: Sequence[str], marks: Sequence[Sequence[str]], rewards: Sequence[Sequence[float]], **_: Any
) -> list[float]:
    """Of each answer; one that is no mark gets nothing."""
    return [
        given[known.index(said)] if said in known else 0.0
        for said, known, given in zip(completions, marks, rewards, strict=True)
    ]


MAKERS: dict[str, Callable[..., Any]] = {"decide": _sft, "sft": _sft, "dpo": _dpo, "kto": _kto, "reinforce": _grpo}
