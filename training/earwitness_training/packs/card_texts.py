"""Sentences of the card that do not depend on figures: systems, start weights, limits."""

from __future__ import annotations

from dataclasses import dataclass

# What each architecture is, in one sentence; by the name in `pack.yaml`.
SYSTEMS = {
    "avel": "AVEL (Tian et al., ECCV 2018): the sound says where in the picture to look, one LSTM "
    "a track reads the seconds, and both are joined late.",
    "avel-a": "The sound-only baseline of AVEL (Tian et al., ECCV 2018).",
    "avel-v": "The picture-only baseline of AVEL (Tian et al., ECCV 2018).",
    "avel-vatt": "The picture-only baseline of AVEL with attention (Tian et al., ECCV 2018).",
    "avel-av": "AVEL without attention (Tian et al., ECCV 2018).",
    "dmrn": "DMRN (Tian et al., ECCV 2018): AVEL whose tracks correct each other before they are "
    "joined.",
    "dmrfe": "DMRFE (Tian et al., ECCV 2018): two dual multimodal residual networks, averaged.",
    "avsdn": "AVSDN (Lin et al., ICASSP 2019): two encoders read the window to its end, and a "
    "decoder that starts from what they remember reads it again.",
    "cm-coatt-lstm": "CM-CoAtt (Lin, 2019): co-attention within and between frames and "
    "between tracks, with the LSTM classifier.",
    "cm-coatt-avel": "CM-CoAtt (Lin, 2019): co-attention within and between frames and "
    "between tracks, with the AVEL classifier.",
    "cm-coatt-avsdn": "CM-CoAtt (Lin, 2019): co-attention within and between frames and "
    "between tracks, with the AVSDN classifier.",
    "cmran": "CMRAN (Xu et al., ACM MM 2020): sound-guided attention over channels and places, "
    "relations within and between the tracks; says first whether, then what.",
    "psp": "PSP (Zhou et al., CVPR 2021): seconds of sound and picture that are like each other "
    "strengthen each other, weak likenesses are cut off.",
}

# Why a class is weak, where the data are the reason.
WEAKNESSES = {
    "acoustic_guitar": "learnt largely from single notes of few players; taken for banjo and "
    "mandolin",
    "banjo": "most sounds are notes of one player in one room",
    "mandolin": "most sounds are notes of one player; only 29 photos trained it",
    "flute": "most sounds are single notes of one player; its test recordings are of others",
    "saxophone": "test is mostly from other sources than training: other photos, another sample "
    "pack",
    "train_horn": "24 photos trained it; pictures show trains, and only a part of its sounds hold "
    "a horn",
    "helicopter": "22 sounds of few recordings trained it; taken for fixed_wing_aircraft",
    "fixed_wing_aircraft": "sounds are largely loops from flight simulators; 9 recordings in test",
    "rooster": "pictures were mostly drawings and figures: do not rely on it",
    "male_speech": "voices are told apart by pitch; photos are mostly faces, seldom speaking",
    "female_speech": "voices are told apart by pitch; photos are mostly faces, seldom speaking",
    "baby_cry": "pictures are faces of small children, crying or not",
    "bark": "its test photos and sounds come from other sources than those of training",
    "cat": "its test photos and sounds come from other sources than those of training",
}

# Classes with too few clear photos or sounds for a claim; all of their rows are few.
THIN_CLASSES = (
    "bus",
    "clock",
    "goat",
    "horse",
    "motorcycle",
    "race_car",
    "truck",
    "violin",
)


@dataclass(frozen=True)
class StartWeights:
    """Public weights that a part of the pack started from."""

    part: str
    started_from: str
    licence: str


OWN_BACKBONES = (
    StartWeights(
        "picture encoder",
        "MobileNetV2 1.0 224 (TensorFlow authors), `google-coral/test_data` at "
        "`104342d2d3480b3e66203073dac24f4e2dbb4c41`, `tf2_mobilenet_v2_1.0_224_ptq.tflite`",
        "Apache-2.0",
    ),
    StartWeights(
        "sound encoder, half",
        "YAMNet (TensorFlow authors), `google-coral/coralmicro` at "
        "`c9f665b0a8b973d35cb9d383b3e92e9f14b4dd72`, `models/yamnet_spectra_in.tflite`",
        "Apache-2.0",
    ),
    StartWeights(
        "sound encoder, half",
        "EfficientAT `mn04_as`, release v0.0.1 of `fschmid56/EfficientAT`, "
        "Copyright (c) 2022 Florian Schmid",
        "MIT",
    ),
)

LIMITS = (
    "Everything but its labels is background, however loud and large.",
    "Instruments were learnt largely from single notes of few players: real playing sounds "
    "different, and acoustic_guitar, banjo and mandolin are taken for each other.",
    "A voice is told male or female by how it sounds and a face by how it looks, from guesses of "
    "annotators; both are wrong about real people often enough that nothing should follow from it.",
    "baby_cry pictures are faces of small children, crying or not.",
    "rooster pictures were mostly drawings and figures: do not rely on it. train_horn pictures "
    "show trains, and only a part of its sounds hold a horn. helicopter and fixed_wing_aircraft "
    "sounds are few recordings with several cuts each.",
    "The attention map has 7x7 places. By the padding of its network it lies about half a place "
    "to the left of and above what it means, and a large thing is marked in part.",
    "Learnt from photos over photos and recordings over recordings, not from filmed scenes: motion "
    "carries no information for it, and a sound is not matched to a movement of lips or hands.",
    "Probabilities are calibrated, and thresholds chosen, on composed clips: on other media both "
    "are a guess until measured there.",
)

CLOSING = (
    "No basis for decisions about people, and none for safety: a person looks before anything "
    "follows."
)
