"""A folder of reference tensors, file by file: which network, and how far ours is from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import torch
from torch import Tensor

from earwitness_training.networks.avdln import contrastive_loss, distances
from earwitness_training.networks.synchronization import Span, search
from earwitness_training.official.clip_run import ClipRun
from earwitness_training.official.differences import (
    Difference,
    difference,
    largest_absolute,
    norm_difference,
)
from earwitness_training.official.names import Names, renamed
from earwitness_training.official.network import official_avdln
from earwitness_training.official.recognition import AVDLN
from earwitness_training.official.references import NotRecognised, Reference, ReferenceFolder
from earwitness_training.official.streams import (
    answers_of,
    is_stream,
    stream_of,
    stream_subjects,
    windows_of,
)
from earwitness_training.official.subjects import Subject, subjects_of

#: Keys that must not be in a file without being compared.
_COMPARED = ("out/", "loss/", "retrieval/")
_ALSO = ("act/", "gradnorm")


@dataclass(frozen=True)
class Examined:
    """What became of one file."""

    file: str
    networks: tuple[str, ...]
    differences: list[Difference]
    passed_over: tuple[str, ...] = ()  # keys between the layers that have no rule
    why: str = ""  # it was not recognised

    @property
    def fails(self) -> bool:
        """Whether a difference is too large, or there is none at all."""
        return not self.differences or any(one.too_large for one in self.differences)

    @property
    def largest(self) -> float:
        """Largest absolute difference; infinite where the file was not recognised."""
        return float("inf") if self.why else largest_absolute(self.differences)

    @property
    def line(self) -> str:
        """`file network max_abs_difference`"""
        if self.why:
            return f"{self.file} ? not recognised: {self.why}"
        return f"{self.file} {','.join(self.networks)} {self.largest:.2e}"


@dataclass
class _Book:
    """Differences of one file, and which keys they are of."""

    reference: Reference
    differences: list[Difference] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    def compare(self, key: str, ours: Tensor, what: str = "") -> None:
        """Hold a tensor to a key of the file."""
        self.keys.add(key)
        label = f"{what} {key}".strip()
        self.differences.append(difference(label, self.reference.arrays[key], ours))


def examine(reference: Reference, folder: ReferenceFolder) -> Examined:
    """Compare one file; NotRecognised where it cannot be told what to compare."""
    book = _Book(reference)
    if "in/video_vector" in reference.arrays:
        networks = (_synchronization(book),)
    elif is_stream(reference):
        networks = _stream(book, folder)
    else:
        subjects = subjects_of(reference, folder)
        for subject in subjects:
            _clips(book, subject)
        networks = tuple(dict.fromkeys(subject.name for subject in subjects))
    left = [name for name in reference.arrays if name not in book.keys]
    unknown = [name for name in left if name.startswith(_COMPARED)]
    if unknown:
        raise NotRecognised(f"{', '.join(networks)} has no rule for {', '.join(unknown)}")
    passed_over = tuple(name for name in left if name.startswith(_ALSO))
    return Examined(reference.path.name, networks, book.differences, passed_over)


def examine_folder(folder: ReferenceFolder) -> Iterator[Examined]:
    """All files, one after the other; what is wrong with one is said in its line."""
    for path in folder.paths:
        try:
            yield examine(folder.read(path), folder)
        except ValueError as error:
            yield Examined(path.name, (), [], why=" ".join(str(error).split()))


def _clips(book: _Book, subject: Subject) -> None:
    with torch.no_grad():
        run = ClipRun(subject.network, subject.clips)
        for key, read in subject.expectations.items():
            book.compare(key, read(run), subject.name)
    if subject.gradients:
        _gradients(book, subject)


def _gradients(book: _Book, subject: Subject) -> None:
    """Norms of the gradients of the loss, by the authors' names."""
    subject.network.zero_grad(set_to_none=True)
    ClipRun(subject.network, subject.clips).loss.backward()
    parameters = dict(subject.network.named_parameters())
    for key in subject.gradients:
        own = _own_name(key.split("/", 1)[1], subject.names)
        gradient = parameters[own].grad if own in parameters else None
        expected = book.reference.arrays[key]
        book.differences.append(norm_difference(f"{subject.name} {key}", expected, gradient))
        book.keys.add(key)
    subject.network.zero_grad(set_to_none=True)


def _own_name(name: str, names: Names) -> str:
    """Our name of one weight; empty for one that is dropped."""
    return next(iter(renamed({name: torch.zeros(1, 1)}, names)), "")


def _stream(book: _Book, folder: ReferenceFolder) -> tuple[str, ...]:
    stream = stream_of(book.reference)
    subjects = stream_subjects(book.reference, folder)
    for subject in subjects:
        answers = answers_of(subject.network, windows_of(subject.network, stream))
        for name in subject.expected:
            if name in answers:
                book.compare(f"{subject.what}/{name}", answers[name])
    count = len({subject.name for subject in subjects})
    return (f"window-form-of-{count}-networks",)


@torch.no_grad()
def _synchronization(book: _Book) -> str:
    """AVDLN: embeddings, distances, losses by margin, and the search of spans."""
    arrays = book.reference.arrays
    network = official_avdln(book.reference.weights, any_widths=True)
    visual, audio = network.embed(arrays["in/video_vector"], arrays["in/audio"])
    apart = distances(visual, audio)
    ours = {
        "out/video_embedding": visual,
        "out/audio_embedding": audio,
        "out/distance": apart,
    }
    for key in book.reference.names("loss/contrastive_margin"):
        margin = float(key.removeprefix("loss/contrastive_margin"))
        aligned = torch.diagonal(apart, dim1=1, dim2=2)
        ours[key] = contrastive_loss(aligned, arrays["label/sync"], margin)
    for key in book.reference.names("retrieval/"):
        _, clip, name = key.split("/")
        if name == "query":
            span = Span(*(int(value) for value in arrays[key]))
            match = search(apart[int(clip)], span)
            start = f"retrieval/{clip}"
            ours[key] = arrays[key]  # the question itself
            ours[f"{start}/a2v_scores"] = torch.tensor(match.a2v_scores)
            ours[f"{start}/v2a_scores"] = torch.tensor(match.v2a_scores)
            ours[f"{start}/starts"] = torch.tensor([match.a2v, match.v2a])
    for key, values in ours.items():
        if key in arrays:
            book.compare(key, values)
    return AVDLN
