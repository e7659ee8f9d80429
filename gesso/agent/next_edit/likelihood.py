"""How likely it is that words a model found are the ones that would be typed.

A logistic function of what the model said of them, fitted by `bench/next_edit.py` on the development half of replayed
texts (docs/measurements.md has how well it holds on the other half). Pure.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Weights:
    """`odds`: of the logarithm of the model's own odds. `letters`: of the root of their number. The others are added
    where they are so."""

    bias: float
    odds: float
    letters: float
    begun: float
    code: float


WORDS = Weights(bias=0.172, odds=1.371, letters=-0.095, begun=0.023, code=-0.093)

UNKNOWN_LOGPROB = -0.1
"""What is assumed of each letter from a server that tells nothing: two words of it are as likely as not."""


MOST_ODDS = 6.0
"""A small model that is surer than 400 to 1 is no more often right."""


def log_odds(logprob: float) -> float:
    """The logarithm of p to 1-p of a log-probability, bounded where a model's own word counts no further."""
    p = math.exp(min(logprob, -1e-9))
    return max(-20.0, min(MOST_ODDS, logprob - math.log1p(-p)))


def likely_words(logprob: float | None, letters: int, begun: bool, code: bool, weights: Weights = WORDS) -> float:
    """The probability, from 0 to 1, that exactly these words would have been typed."""
    said = UNKNOWN_LOGPROB * letters if logprob is None else logprob
    score = weights.bias + weights.odds * log_odds(said) + weights.letters * math.sqrt(letters)
    score += weights.begun * begun + weights.code * code
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, score))))


def floor_logprob(threshold: float, weights: Weights = WORDS) -> float:
    """The logarithm below which no answer, however short, reaches `threshold`: a model may stop there."""
    logit = math.log(threshold / (1.0 - threshold))
    best = weights.bias + max(0.0, weights.begun) + max(0.0, weights.code) + min(0.0, weights.letters)
    odds = min(MOST_ODDS, (logit - best) / weights.odds)
    return odds - math.log1p(math.exp(odds))
