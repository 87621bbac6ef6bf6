"""A small language model of our own, from scratch: how far it gets on situations it never read.

    pip install torch safetensors tokenizers numpy
    cargo run --release -p lab --bin texts -- target/texts.jsonl
    python training/decoder.py target/texts.jsonl

A llama of a few million parameters learns every frame's text, word by word, and behind it the label.
One part of the situations is held out; at the end the likeliest label behind each held-out text is
compared with the truth. It was to be shipped as a demonstration from 0.85 on; `docs/local-llm.md`
tells what it got. Prints, and writes nothing.
"""

import argparse
import json
import random
import time

import torch
import torch.nn.functional as F
from tokenizers import ByteLevelBPETokenizer
from torch import nn

from finetune import LABELS, batches, rows_of

SEED = 1
VOCABULARY, WIDTH, INNER, BLOCKS, HEADS, WINDOW = 6000, 192, 512, 5, 6, 256
# Learning to write the text is what teaches it words; the label is what it is for.
WRITING = 0.5


def rotate(x, angles):
    """Positions as rotations (RoPE)."""
    a, b = x.chunk(2, dim=-1)
    cos, sin = angles.cos(), angles.sin()
    return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        linear = lambda i, o: nn.Linear(i, o, bias=False)
        self.norm1, self.norm2 = nn.RMSNorm(WIDTH), nn.RMSNorm(WIDTH)
        self.qkv, self.out = linear(WIDTH, 3 * WIDTH), linear(WIDTH, WIDTH)
        self.gate, self.up, self.down = linear(WIDTH, INNER), linear(WIDTH, INNER), linear(INNER, WIDTH)

    def forward(self, x, angles):
        split = lambda t: t.view(*t.shape[:2], HEADS, -1).transpose(1, 2)
        q, k, v = (split(t) for t in self.qkv(self.norm1(x)).chunk(3, dim=-1))
        a = F.scaled_dot_product_attention(rotate(q, angles), rotate(k, angles), v, is_causal=True)
        x = x + F.dropout(self.out(a.transpose(1, 2).flatten(2)), 0.1, self.training)
        h = self.norm2(x)
        return x + F.dropout(self.down(F.silu(self.gate(h)) * self.up(h)), 0.1, self.training)


class Decoder(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        nn.init.normal_(self.words.weight, std=0.05)
        self.blocks = nn.ModuleList(Block() for _ in range(BLOCKS))
        self.norm = nn.RMSNorm(WIDTH)
        half = WIDTH // HEADS // 2
        self.register_buffer("speeds", 10000.0 ** (-torch.arange(half) / half))

    def forward(self, ids):
        angles = torch.arange(ids.shape[1])[:, None] * self.speeds
        x = self.words(ids)
        for block in self.blocks:
            x = block(x, angles)
        return self.norm(x)


class Vocabulary:
    """Pieces of words, then one token a label and one that fills up."""

    def __init__(self, texts):
        self.pieces = ByteLevelBPETokenizer(lowercase=True)
        self.pieces.train_from_iterator(texts, vocab_size=VOCABULARY, min_frequency=3)
        self.labels = self.pieces.get_vocab_size()
        self.empty = self.labels + len(LABELS)
        self.size = self.empty + 1

    def batch(self, rows):
        """Ids, filled up on the right, and where each row's last token stands: the label follows."""
        pieces = [e.ids[:WINDOW] or [0] for e in self.pieces.encode_batch([r["text"] for r in rows])]
        longest = max(len(ids) for ids in pieces)
        ids = torch.tensor([ids + [self.empty] * (longest - len(ids)) for ids in pieces])
        return ids, torch.tensor([len(ids) - 1 for ids in pieces])


def label_scores(model, vocabulary, hidden, last):
    at = hidden[torch.arange(len(last)), last]
    return (at @ model.words.weight[vocabulary.labels : vocabulary.empty].T).float()


def learn(model, vocabulary, train, epochs):
    optimiser = torch.optim.AdamW(model.parameters(), lr=1.5e-3, weight_decay=0.05, betas=(0.9, 0.98))
    steps = epochs * len(batches(train, 0))
    rise = lambda s: min(1.0, s / (0.05 * steps)) * max(0.02, 1 - s / steps)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, rise)
    started = time.time()
    model.train()
    for epoch in range(epochs):
        todo, wrote, named = batches(train, epoch), 0.0, 0.0
        for rows in todo:
            ids, last = vocabulary.batch(rows)
            truth = torch.tensor([LABELS.index(row["label"]) for row in rows])
            with torch.autocast("cpu", torch.bfloat16):
                hidden = model(ids)
                words = hidden[:, :-1] @ model.words.weight.T
                scores = label_scores(model, vocabulary, hidden, last)
            words = words.float().flatten(0, 1)
            writing = F.cross_entropy(words, ids[:, 1:].flatten(), ignore_index=vocabulary.empty)
            naming = F.cross_entropy(scores, truth, label_smoothing=0.05)
            optimiser.zero_grad()
            (naming + WRITING * writing).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            wrote, named = wrote + writing.item(), named + naming.item()
        took = time.time() - started
        losses = f"writing {wrote / len(todo):.3f}, label {named / len(todo):.3f}"
        print(f"epoch {epoch}: {losses}, {took:.0f} s", flush=True)


@torch.no_grad()
def judge(model, vocabulary, rows):
    """Share of the incidents that are given their label, of ten."""
    model.eval()
    rows = sorted((r for r in rows if r["label"] in LABELS[:10]), key=lambda r: len(r["text"]))
    right = 0
    for start in range(0, len(rows), 64):
        part = rows[start : start + 64]
        ids, last = vocabulary.batch(part)
        scores = label_scores(model, vocabulary, model(ids), last)
        truth = torch.tensor([LABELS.index(row["label"]) for row in part])
        right += (scores[:, :10].argmax(1) == truth).sum().item()
    return right / len(rows), len(rows)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("texts")
    parser.add_argument("--hold", default="situation:0")
    parser.add_argument("--epochs", type=int, default=5)
    args = parser.parse_args()
    random.seed(SEED)
    torch.manual_seed(SEED)
    train, test = rows_of(args.texts, args.hold)
    vocabulary = Vocabulary(row["text"] for tellings in train.values() for row in tellings)
    model = Decoder(vocabulary.size)
    size = sum(weights.numel() for weights in model.parameters())
    print(f"{size / 1e6:.1f} million parameters, {len(train)} frames to learn", flush=True)
    learn(model, vocabulary, train, args.epochs)
    for name, rows in [("learnt", [t[0] for t in train.values()][:2000]), (f"held out, {args.hold}", test)]:
        share, of = judge(model, vocabulary, rows)
        print(f"{name}: {share:.3f} of {of} incidents right", flush=True)


if __name__ == "__main__":
    main()
