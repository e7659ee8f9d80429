"""The process in which the local voice speaks: a line of JSON in, the length and the samples out. See `voices`.

A native library reads a stranger's words here, so it is alone, with little memory and time, and may end at any moment.
"""

import json
import resource
import struct
import sys

MEMORY_BYTES, CPU_S = 1_000_000_000, 600


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    from py_nanotts import NanoTTS

    voice = NanoTTS()
    out = sys.stdout.buffer
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            samples = voice.speak(asked["words"], voice=asked["voice"], pitch=asked["pitch"])
        except RuntimeError:  # a word that it cannot say
            samples = b""
        out.write(struct.pack(">I", len(samples)) + samples)
        out.flush()


if __name__ == "__main__":
    main()
