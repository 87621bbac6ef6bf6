"""Fits the second opinion's linear head anew on frames that its encoder has never seen: those that were
written after it was fine-tuned. It takes seconds; fine-tuning again takes an hour of a processor and more.

    cargo run --release -p lab --bin texts -- target/texts.jsonl
    cargo run --release -p lab --bin embed -- target/texts.jsonl MODEL.gguf target/embeddings target/encoder/learnt.txt
    python training/head.py target/texts.jsonl target/embeddings training/second-opinion.bin

The fit begins from the head that was fine-tuned with the encoder and is held near it, for what that one
learnt from all the other frames. Replaces the head, and what is held out by situation: each frame is
judged by a head that has not seen its situation, so neither head nor encoder has. What encoders blind to
a register said stays: they have heads of their own. Deterministic.
"""

import json
import pathlib
import struct
import sys

import numpy as np
import torch
import torch.nn.functional as F

from collect import COLUMNS, MAGIC, REGISTER, SITUATION, packed, read
from finetune import LABELS

# How strongly weights are held to where they begin: chosen by accuracy on held-out situations.
HOLD = 1.0


def fit(embeddings, truth, start):
    weights, bias = (torch.tensor(part, dtype=torch.float64) for part in start)
    began = weights.clone()
    weights.requires_grad_()
    bias.requires_grad_()
    embeddings, truth = torch.tensor(embeddings, dtype=torch.float64), torch.tensor(truth)
    solver = torch.optim.LBFGS([weights, bias], max_iter=200, line_search_fn="strong_wolfe")

    def loss():
        solver.zero_grad()
        total = F.cross_entropy(embeddings @ weights + bias, truth, reduction="sum")
        total = total + HOLD / 2 * ((weights - began) ** 2).sum()
        total.backward()
        return total

    solver.step(loss)
    return weights.detach().numpy(), bias.detach().numpy()


def main(texts, embeddings, outfile):
    outfile = pathlib.Path(outfile)
    head, rows = read(outfile)
    numbers = np.frombuffer(head, "<f4", offset=4).astype(np.float64)
    start = numbers[:-COLUMNS].reshape(-1, COLUMNS), numbers[-COLUMNS:]
    frames = pathlib.Path(embeddings + ".frames").read_text(encoding="utf-8").split()
    told = np.fromfile(embeddings, "<f4").reshape(len(frames), -1).astype(np.float64)
    told_of = {}
    for line in open(texts, encoding="utf-8"):
        row = json.loads(line)
        if row["set"] == "held_out":
            told_of[row["frame"]] = LABELS.index(row["label"]), row["situation_part"]
    truth, part = np.array([told_of[frame] for frame in frames]).T
    logits = np.zeros((len(frames), COLUMNS))
    for held in sorted(set(part)):
        weights, bias = fit(told[part != held], truth[part != held], start)
        logits[part == held] = told[part == held] @ weights + bias
    inside = truth < COLUMNS - 1
    for name, of in {"as it was": told @ start[0] + start[1], "fitted": logits}.items():
        right = (of[inside, : COLUMNS - 1].argmax(1) == truth[inside]).mean()
        print(f"{name}: {right:.3f} of {inside.sum()} incidents right")
    weights, bias = fit(told, truth, start)
    out = bytearray(MAGIC + struct.pack("<I", len(weights)))
    out += weights.astype("<f4").tobytes() + bias.astype("<f4").tobytes()
    rows = {key: row for key, row in rows.items() if key[0] == REGISTER}
    rows |= {(SITUATION, frame): row.astype("<f4").tobytes() for frame, row in zip(frames, logits)}
    outfile.write_bytes(out + packed(rows))
    print(f"{len(rows)} held-out rows")


if __name__ == "__main__":
    main(*sys.argv[1:4])
