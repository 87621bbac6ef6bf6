"""Puts together what the fine-tuning left, as the Rust trainer reads it: the head, and what encoders
blind to a part of the corpus said about that part. The format is told in `crates/lab/src/semantic.rs`.

    python training/collect.py target/encoder training/second-opinion.bin

Adds to the file where there is one: what the folder holds replaces what the file says of the same
frames, and the rest of it stays, unless the folder brings another head. So parts can be held out one
after the other.
"""

import json
import pathlib
import struct
import sys

import numpy as np

MAGIC, COLUMNS = b"SECOND01", 11
# What was held out.
SITUATION, REGISTER = 0, 1


def read(path):
    """Head as bytes, with its dimensions, and logits by split and frame; nothing of no file."""
    if not path.exists():
        return None, {}
    data = path.read_bytes()
    assert data.startswith(MAGIC), f"{path} is not a file of the fine-tuning"
    end = len(MAGIC) + 4 + 4 * COLUMNS * (struct.unpack_from("<I", data, len(MAGIC))[0] + 1)
    head, rows, at = data[len(MAGIC) : end], {}, end + 4
    for _ in range(struct.unpack_from("<I", data, end)[0]):
        split, length = struct.unpack_from("<BH", data, at)
        frame = data[at + 3 : at + 3 + length].decode()
        at += 3 + length
        rows[split, frame] = data[at : at + 4 * COLUMNS]
        at += 4 * COLUMNS
    return head, rows


def packed(rows):
    """Their number, and the rows."""
    out = bytearray(struct.pack("<I", len(rows)))
    for (split, frame), logits in rows.items():
        name = frame.encode()
        out += struct.pack("<BH", split, len(name)) + name + logits
    return out


def main(folder, outfile):
    folder, outfile = pathlib.Path(folder), pathlib.Path(outfile)
    head, rows = read(outfile)
    if (folder / "head.json").exists():
        told = json.loads((folder / "head.json").read_text())
        weights = np.array(told["weights"], dtype="<f4")
        new = struct.pack("<I", len(weights)) + weights.tobytes()
        new += np.array(told["bias"], dtype="<f4").tobytes()
        if new != head:
            # Another encoder: what was said by the last one's blind siblings is not said of this one.
            head, rows = new, {}
    assert head, f"there is no head, neither in {folder} nor in {outfile}"
    for split, kind in (SITUATION, "situation"), (REGISTER, "register"):
        for part in sorted(folder.glob(f"held-{kind}-*.npz")):
            held = np.load(part)
            for frame, logits in zip(held["frames"], held["logits"]):
                rows[split, str(frame)] = logits.astype("<f4").tobytes()
    outfile.write_bytes(MAGIC + head + packed(rows))
    print(f"{len(rows)} held-out rows")


if __name__ == "__main__":
    main(*sys.argv[1:3])
