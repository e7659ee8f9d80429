"""Behaviours: what the model should do, as folders of a spec, a prompt, cases and a grader."""

from gesso.behaviors.behavior import BEHAVIORS, Behavior, BehaviorError, Case, Score, load_behavior, load_document

__all__ = ["BEHAVIORS", "Behavior", "BehaviorError", "Case", "Score", "load_behavior", "load_document"]
