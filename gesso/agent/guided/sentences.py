"""Cutting prose into sentences and words, as every part of the product does it."""

from gesso.base.sentences import split_sentences as split_sentences
from gesso.base.sentences import words_of as words_of
