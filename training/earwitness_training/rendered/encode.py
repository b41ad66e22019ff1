"""One script to one media file, through FFmpeg; the same bytes from the same script and FFmpeg."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from earwitness_training.networks.spectrum import SAMPLE_RATE
from earwitness_training.rendered import sound
from earwitness_training.rendered.picture import Picture
from earwitness_training.rendered.script import SECONDS, ClipScript

_DEADLINE_SECONDS = 300
_FORMATS = {"mp4": "mp4", "mkv": "matroska"}


def encode(script: ClipScript, media: Path, target: Path) -> None:
    """Write the file; a half-written one never bears the name."""
    part = target.with_name(f".{target.name}.part")
    with tempfile.NamedTemporaryFile(suffix=".f32") as raw:
        raw.write(sound.track(script, media).tobytes())
        raw.flush()
        command = _command(script, raw.name, part)
        encoder = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        assert encoder.stdin is not None
        try:
            for frame in Picture(script, media).frames():
                encoder.stdin.write(frame)
        except BrokenPipeError:
            pass  # FFmpeg gave up; its reason is read below
        except BaseException:
            encoder.kill()
            encoder.communicate()
            part.unlink(missing_ok=True)
            raise
        _, reason = encoder.communicate(timeout=_DEADLINE_SECONDS)
    if encoder.returncode != 0:
        part.unlink(missing_ok=True)
        raise ValueError(f"FFmpeg cannot write {target}: {reason.decode(errors='replace').strip()}")
    part.replace(target)


def _command(script: ClipScript, sound_file: str, target: Path) -> list[str]:
    camera, encoding = script.camera, script.encoding
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y"]
    command += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{camera.width}x{camera.height}"]
    command += ["-r", str(camera.frame_rate), "-i", "pipe:0"]
    command += ["-f", "f32le", "-ar", str(SAMPLE_RATE), "-ac", "1", "-i", sound_file]
    command += ["-c:v", encoding.video, "-pix_fmt", "yuv420p", "-threads", "1"]
    if encoding.video == "libx264":
        command += ["-preset", "veryfast", "-crf", str(encoding.quality)]
    else:
        command += ["-q:v", str(encoding.quality)]
    command += ["-g", str(encoding.keyframe_every)]
    command += ["-c:a", encoding.audio, "-b:a", f"{encoding.kilobits}k"]
    command += ["-ar", str(encoding.sample_rate), "-ac", str(encoding.channels)]
    command += ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]
    command += ["-map_metadata", "-1", "-t", str(SECONDS)]
    return [*command, "-f", _FORMATS[encoding.container], str(target)]
