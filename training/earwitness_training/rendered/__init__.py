"""Test clips as real files: photos in moving scenes, recordings with noise, encoded, read back.

Feature-space clips measure the localizer; these measure the whole way that a stream takes. What
happens in a clip is a `ClipScript`, drawn from one seed; its labels follow from it.
"""

from earwitness_training.rendered.folder import LABELS, read_kinds, read_labels, render_folder
from earwitness_training.rendered.script import ClipScript
from earwitness_training.rendered.script_writer import ScriptWriter

__all__ = ["LABELS", "ClipScript", "ScriptWriter", "read_kinds", "read_labels", "render_folder"]
