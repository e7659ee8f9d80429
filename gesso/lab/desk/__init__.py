"""What the page of the lab shows and does: the files of a lab, what they come to, and evals in the background."""
