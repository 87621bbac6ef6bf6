"""How alike texts are to the fine-tuned encoder: the same telling with other names and particulars,
another telling of the same story, another story of the label, another label. `semantic::NEAR` rests
on what this prints, asked about frames that the encoder was not trained on.

    cargo run --release -p lab --bin texts -- target/texts.jsonl
    python training/likeness.py target/encoder target/texts.jsonl PATTERN    # e.g. '-(rules|reports|tickets)2'
"""

import json
import re
import sys

import numpy as np
import torch

from encoder import batch, load

FRAMES = 500


def main(folder, texts, pattern):
    told = {}
    for line in open(texts, encoding="utf-8"):
        row = json.loads(line)
        if row["set"] == "train" and row["label"] != "out_of_scope":
            if re.search(pattern, row["frame"]):
                told.setdefault((row["frame"], row["label"]), []).append(row["text"])
    # Spread over all files; a frame without a choice to make tells the same words twice.
    told = [(f, l, t[0], t[1]) for (f, l), t in sorted(told.items()) if len(t) > 1 and t[0] != t[1]]
    told = told[:: max(1, len(told) // FRAMES)]
    encoder, tokenizer = load(folder)
    vectors = []
    both = [t[2] for t in told] + [t[3] for t in told]
    with torch.no_grad():
        for at in range(0, len(both), 16):
            vectors.append(encoder(*batch(tokenizer, both[at : at + 16])).numpy())
    vectors = np.concatenate(vectors)
    cosine = vectors[: len(told)] @ vectors[len(told) :].T
    label = np.array([l for _, l, _, _ in told])
    story = np.array([l + f.split(".")[1] for f, l, _, _ in told])
    like = lambda names: names[:, None] == names[None]
    same = np.eye(len(told), dtype=bool)
    groups = {
        "the same telling": cosine[same],
        "the same story": cosine[like(story) & ~same],
        "the same label": cosine[like(label) & ~like(story)],
        "another label": cosine[~like(label)],
    }
    print(f"{len(told)} frames, each told twice")
    for name, values in groups.items():
        low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
        near = ", ".join(f"{(values >= at).sum()} at {at}" for at in (0.7, 0.8, 0.9))
        print(f"{name:17} {len(values):7} pairs: {low:.2f} {middle:.2f} {high:.2f}; {near}")
    first = (cosine > cosine[same][:, None]).sum(1) == 0
    print(f"the same telling is the nearest of all: {100 * first.mean():.1f} %")


if __name__ == "__main__":
    main(*sys.argv[1:4])
