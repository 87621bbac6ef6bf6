"""Puts together what the fine-tuning left, as the Rust trainer reads it: the head, and what encoders
blind to a part of the corpus said about that part. The format is told in `crates/lab/src/semantic.rs`.

    python training/collect.py target/encoder training/second-opinion.bin
"""

import json
import pathlib
import struct
import sys

import numpy as np


def main(folder, outfile):
    folder = pathlib.Path(folder)
    head = json.loads((folder / "head.json").read_text())
    weights = np.array(head["weights"], dtype="<f4")
    out = bytearray(b"SECOND01" + struct.pack("<I", len(weights)))
    out += weights.tobytes() + np.array(head["bias"], dtype="<f4").tobytes()
    rows = []
    for split, kind in enumerate(["situation", "register"]):
        for part in sorted(folder.glob(f"held-{kind}-*.npz")):
            held = np.load(part)
            rows += [(split, str(f), l) for f, l in zip(held["frames"], held["logits"])]
    out += struct.pack("<I", len(rows))
    for split, frame, logits in rows:
        name = frame.encode()
        out += struct.pack("<BH", split, len(name)) + name + logits.astype("<f4").tobytes()
    pathlib.Path(outfile).write_bytes(out)
    print(f"{len(rows)} held-out rows, {len(out)} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:3])
