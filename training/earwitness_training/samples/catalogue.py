"""The sample streams: a yard, a shore, a call and a window sill."""

from __future__ import annotations

from earwitness_training.samples.script import Figure, Sample, Shot, Sound

_BARKS = ("sounds/dog_2.ogg", "sounds/dog_3.ogg")
_MEOWS = ("sounds/cat_1.ogg", "sounds/cat_2.ogg")
_GUITAR = ("sounds/guitar_scale.ogg",)
_VOICE = ("sounds/voice_female_1.ogg",)

SAMPLES = (
    Sample(
        name="yard",
        about="A dog barks behind the house, comes into the yard, and a car drives off.",
        seconds=24,
        shots=(Shot("backgrounds/meadow.jpg", "", 0, 24),),
        figures=(Figure("pictures/dog_husky.png", "bark", 7, 22, 0.66, (0.55, 0.95), "right"),),
        sounds=(
            Sound(_BARKS, "bark", 3, 13, -18),
            Sound(("sounds/car_engine.ogg",), "other:car_engine", 13, 17, -22),
            Sound(_BARKS, "bark", 17, 21, -18),
        ),
    ),
    Sample(
        name="shore",
        about="A guitar is played behind a dune, then comes into the picture; applause; once more.",
        seconds=24,
        shots=(Shot("backgrounds/dune.jpg", "", 0, 24),),
        figures=(
            Figure(
                "pictures/guitar_classical.png", "acoustic_guitar", 4, 22, 0.92, (0.3, 1.0), "left"
            ),
        ),
        sounds=(
            Sound(_GUITAR, "acoustic_guitar", 2, 11, -20),
            Sound(("sounds/applause.ogg",), "other:applause", 11, 14, -24),
            Sound(_GUITAR, "acoustic_guitar", 14, 20, -20),
        ),
    ),
    Sample(
        name="call",
        about="A woman is heard over a cup of coffee, then seen speaking; rain drowns her out.",
        seconds=24,
        shots=(
            Shot("pictures/coffee.jpg", "", 0, 5),
            Shot("pictures/astronaut.jpg", "female_speech", 5, 20, (0.45, 0.0), (1.0, 1.12)),
            Shot("pictures/coffee.jpg", "", 20, 24, zoom=(1.2, 1.1)),
        ),
        figures=(),
        sounds=(
            Sound(_VOICE, "female_speech", 2, 13, -20),
            Sound(("sounds/rain_in_garden.ogg",), "other:rain", 13, 16, -24),
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
            Sound(_BARKS, "bark", 11, 15, -20),
            Sound(_MEOWS, "cat", 15, 20, -20),
        ),
    ),
)
