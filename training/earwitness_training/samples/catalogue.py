"""The sample streams: a yard, a shore, a call and a window sill.

Parts are chosen so that each stream has one licence as a whole: GPL-3+ parts meet GPL-2+, CC BY and
CC BY-SA 4.0 ones in the first two, CC BY-SA ones meet CC0 and CC BY ones in the others.
"""

from __future__ import annotations

from earwitness_training.samples.script import Figure, Sample, Shot, Sound

_BARKS = ("sounds/dog_4.ogg", "sounds/dog_1.ogg")
_MEOWS = ("sounds/cat_1.ogg",)
_GUITAR = ("sounds/guitar_scale.ogg",)
_VOICE = ("sounds/voice_female_1.ogg",)

SAMPLES = (
    Sample(
        name="yard",
        about="A dog barks behind the house, comes into the yard; a cow lows out of the picture.",
        seconds=24,
        shots=(Shot("backgrounds/meadow.jpg", "", 0, 24),),
        figures=(Figure("pictures/dog_husky.png", "bark", 7, 22, 0.8, (0.42, 0.97), "right"),),
        sounds=(
            Sound(_BARKS, "bark", 3, 13, -18),
            Sound(("sounds/cow_1.ogg",), "other:cow", 13, 17, -22),
            Sound(_BARKS, "bark", 17, 21, -18),
        ),
    ),
    Sample(
        name="shore",
        about="A guitar is played behind a dune, then seen; a dog barks somewhere; it goes on.",
        seconds=24,
        shots=(Shot("backgrounds/dune.jpg", "", 0, 24),),
        figures=(
            Figure(
                "pictures/guitar_classical.png", "acoustic_guitar", 4, 22, 0.92, (0.3, 1.0), "left"
            ),
        ),
        sounds=(
            Sound(_GUITAR, "acoustic_guitar", 2, 11, -20),
            Sound(_BARKS, "bark", 11, 14, -20),
            Sound(_GUITAR, "acoustic_guitar", 14, 20, -20),
        ),
    ),
    Sample(
        name="call",
        about="A woman is heard over a cup of coffee, then seen speaking; a cat nobody sees meows.",
        seconds=24,
        shots=(
            Shot("pictures/coffee.jpg", "", 0, 5),
            Shot("pictures/astronaut.jpg", "female_speech", 5, 20, (0.45, 0.0), (1.0, 1.12)),
            Shot("pictures/coffee.jpg", "", 20, 24, zoom=(1.2, 1.1)),
        ),
        figures=(),
        sounds=(
            Sound(_VOICE, "female_speech", 2, 13, -20),
            Sound(_MEOWS, "cat", 13, 16, -22),
            Sound(("sounds/voice_female_2.ogg",), "female_speech", 16, 22, -20),
        ),
    ),
    Sample(
        name="sill",
        about="A cat meows before it is seen; a dog outside barks while the cat looks.",
        seconds=24,
        shots=(
            Shot("backgrounds/stream_in_wood.jpg", "", 0, 5),
            Shot("pictures/cat_chelsea.jpg", "cat", 5, 21, (0.5, 0.4), (1.0, 1.15)),
            Shot("backgrounds/stream_in_wood.jpg", "", 21, 24, zoom=(1.15, 1.05)),
        ),
        figures=(),
        sounds=(
            Sound(_MEOWS, "cat", 2, 11, -20),
            Sound(("sounds/dog_1.ogg",), "bark", 11, 15, -20),
            Sound(_MEOWS, "cat", 15, 20, -20),
        ),
    ),
)
