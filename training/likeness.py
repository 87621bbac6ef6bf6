"""How alike texts are to the fine-tuned encoder: the same telling with other names and particulars, and
other tellings. `semantic::NEAR` rests on what this prints about `data/twice-told.csv`, which was written
for it and never trained on.

    python training/likeness.py target/encoder data/twice-told.csv
"""

import csv
import sys

import numpy as np
import torch

from encoder import batch, load


def main(folder, pairs):
    rows = list(csv.DictReader(open(pairs, encoding="utf-8", newline="")))
    texts = [row["first"] for row in rows] + [row["second"] for row in rows]
    encoder, tokenizer = load(folder)
    vectors = []
    with torch.no_grad():
        for at in range(0, len(texts), 16):
            vectors.append(encoder(*batch(tokenizer, texts[at : at + 16])).numpy())
    vectors = np.concatenate(vectors)
    cosine = vectors[: len(rows)] @ vectors[len(rows) :].T
    same = np.eye(len(rows), dtype=bool)
    print(f"{len(rows)} events, each told twice")
    for name, values in {"the same telling": cosine[same], "another": cosine[~same]}.items():
        low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
        near = ", ".join(f"{(values >= at).sum()} at {at:.2f}" for at in np.arange(0.60, 0.96, 0.04))
        print(f"{name:17} {len(values):6} pairs: {low:.2f} {middle:.2f} {high:.2f}; {near}")
    first = (cosine > cosine[same][:, None]).sum(1) == 0
    print(f"the same telling is the nearest of all: {100 * first.mean():.1f} %")


if __name__ == "__main__":
    main(*sys.argv[1:3])
