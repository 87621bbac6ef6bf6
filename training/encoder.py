"""all-MiniLM-L6-v2, or some of its blocks, as plain PyTorch: what training and the benchmark need of it,
and no more.

    pip install torch safetensors tokenizers
"""

import json
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import BertWordPieceTokenizer
from torch import nn

WIDTH, HEADS, WINDOW = 384, 12, 256
EPSILON = 1e-12


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, EPSILON), nn.LayerNorm(WIDTH, EPSILON)

    def forward(self, x, mask, dropout):
        split = lambda t: t.view(t.shape[0], t.shape[1], HEADS, -1).transpose(1, 2)
        a = F.scaled_dot_product_attention(
            split(self.query(x)), split(self.key(x)), split(self.value(x)), attn_mask=mask
        )
        a = self.out(a.transpose(1, 2).reshape(x.shape))
        x = self.norm1(x + F.dropout(a, dropout, self.training))
        h = self.down(F.gelu(self.up(x)))
        return self.norm2(x + F.dropout(h, dropout, self.training))


class Encoder(nn.Module):
    """Token ids and mask in, one vector of length one a text out."""

    def __init__(self, blocks):
        super().__init__()
        self.words = nn.Embedding(30522, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.kinds = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, EPSILON)
        self.blocks = nn.ModuleList(Block() for _ in range(blocks))

    def forward(self, ids, mask, dropout=0.0):
        positions = torch.arange(ids.shape[1])
        x = self.norm(self.words(ids) + self.positions(positions) + self.kinds.weight[0])
        x = F.dropout(x, dropout, self.training)
        attend = mask[:, None, None, :]
        for block in self.blocks:
            x = block(x, attend, dropout)
        weights = mask.unsqueeze(-1).to(x.dtype)
        mean = (x * weights).sum(1) / weights.sum(1)
        return F.normalize(mean.float(), dim=-1)


# Our names and the file's.
_NAMES = {
    "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
    "out": "attention.output.dense", "norm1": "attention.output.LayerNorm",
    "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm",
}


def _mapping(blocks):
    yield "words", "embeddings.word_embeddings", False
    yield "positions", "embeddings.position_embeddings", False
    yield "kinds", "embeddings.token_type_embeddings", False
    yield "norm", "embeddings.LayerNorm", True
    for b, source in enumerate(blocks):
        for ours, theirs in _NAMES.items():
            yield f"blocks.{b}.{ours}", f"encoder.layer.{source}.{theirs}", True


def load(folder, blocks=None):
    """The encoder with the weights of `model.safetensors`, and its tokenizer; of the file's blocks
    these, or all."""
    folder = pathlib.Path(folder)
    if blocks is None:
        blocks = range(json.loads((folder / "config.json").read_text())["num_hidden_layers"])
    file = load_file(folder / "model.safetensors")
    get = lambda name: file.get(name, file.get("bert." + name))
    state = {}
    for ours, theirs, bias in _mapping(blocks):
        state[ours + ".weight"] = get(theirs + ".weight")
        if bias:
            state[ours + ".bias"] = get(theirs + ".bias")
    encoder = Encoder(len(blocks))
    encoder.load_state_dict(state)
    tokenizer = BertWordPieceTokenizer(str(folder / "vocab.txt"), lowercase=True)
    tokenizer.enable_truncation(WINDOW)
    return encoder.eval(), tokenizer


def save_state(encoder):
    """The weights under the file's names."""
    state = encoder.state_dict()
    out = {}
    for ours, theirs, bias in _mapping(range(len(encoder.blocks))):
        out[theirs + ".weight"] = state[ours + ".weight"].contiguous()
        if bias:
            out[theirs + ".bias"] = state[ours + ".bias"].contiguous()
    return out


def batch(tokenizer, texts):
    """Ids and mask of some texts, as long as the longest."""
    ids = [e.ids for e in tokenizer.encode_batch(list(texts))]
    longest = max(len(i) for i in ids)
    table = torch.zeros(len(ids), longest, dtype=torch.long)
    mask = torch.zeros(len(ids), longest, dtype=torch.bool)
    for row, i in enumerate(ids):
        table[row, : len(i)] = torch.tensor(i)
        mask[row, : len(i)] = True
    return table, mask
