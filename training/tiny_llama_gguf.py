"""Writes a tiny llama with random weights as GGUF, for tests of loading, batching, scoring,
grammars and crashes. It says nothing sensible; its tokenizer is a real one.

    pip install numpy gguf
    python training/tiny_llama_gguf.py crates/llm/tests/data/tiny-llama.gguf
    python training/tiny_llama_gguf.py stand-in.gguf --width 256 --layers 6    # to measure speed with

The tokenizer is byte-level BPE, learnt from our own texts in `data/`, with control tokens, one
user-defined token and a chat template. Same texts, same seed: the same file.
"""

import argparse
import collections
import csv
import pathlib
import re

import gguf
import numpy as np

SEED = 4
MERGES = 400
# Named, so that a further file does not make another tokenizer.
TEXTS = ["demo-incidents.csv", "scenarios-dev.csv"]
HEADS, CONTEXT = 4, 8192
WORDS = re.compile(r" ?[A-Za-z]+| ?[0-9]+| ?[^\sA-Za-z0-9]+|\s+")
CONTROL = ["<|begin|>", "<|end|>", "<|im_start|>", "<|im_end|>"]
# Cut out of any text before the words are looked at, as some models do with their marks.
DEFINED = ["[MARK]"]
TEMPLATE = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] "
    "+ '<|im_end|>' + '\n'}}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def letters():
    """A printable letter for every byte, as GPT-2 has them."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    out = {byte: chr(byte) for byte in plain}
    for i, byte in enumerate(b for b in range(256) if b not in out):
        out[byte] = chr(256 + i)
    return out


def texts():
    data = pathlib.Path(__file__).parent.parent / "data"
    for name in TEXTS:
        file = data / name
        for row in csv.reader(file.open(encoding="utf-8", newline="")):
            yield from row


def merges(letter):
    """The pairs that are most often neighbours, most frequent first, ties by spelling."""
    counts = collections.Counter(w for text in texts() for w in WORDS.findall(text))
    words = {tuple(letter[b] for b in w.encode()): n for w, n in counts.items()}
    out = []
    for _ in range(MERGES):
        pairs = collections.Counter()
        for word, n in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += n
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        out.append(best)
        words = {joined(word, best): n for word, n in words.items()}
    return out


def joined(word, pair):
    out, i = [], 0
    while i < len(word):
        if word[i : i + 2] == pair:
            out.append(pair[0] + pair[1])
            i += 2
        else:
            out.append(word[i])
            i += 1
    return tuple(out)


def main(outfile, width, layers):
    hidden = 2 * width
    letter = letters()
    pairs = merges(letter)
    plain = list(dict.fromkeys([*letter.values(), *(a + b for a, b in pairs)]))
    tokens = plain + CONTROL + DEFINED
    types = [gguf.TokenType.NORMAL] * len(plain)
    types += [gguf.TokenType.CONTROL] * len(CONTROL) + [gguf.TokenType.USER_DEFINED] * len(DEFINED)

    w = gguf.GGUFWriter(outfile, "llama")
    w.add_name("tiny-llama")
    w.add_license("apache-2.0")
    w.add_context_length(CONTEXT)
    w.add_embedding_length(width)
    w.add_block_count(layers)
    w.add_feed_forward_length(hidden)
    w.add_head_count(HEADS)
    w.add_head_count_kv(HEADS // 2)
    w.add_rope_dimension_count(width // HEADS)
    w.add_layer_norm_rms_eps(1e-5)
    w.add_vocab_size(len(tokens))
    w.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    w.add_tokenizer_model("gpt2")
    w.add_tokenizer_pre("gpt-2")
    w.add_token_list(tokens)
    w.add_token_types(types)
    w.add_token_merges([f"{a} {b}" for a, b in pairs])
    w.add_bos_token_id(tokens.index("<|begin|>"))
    w.add_eos_token_id(tokens.index("<|end|>"))
    w.add_eot_token_id(tokens.index("<|im_end|>"))
    w.add_add_bos_token(True)
    w.add_add_eos_token(False)
    w.add_chat_template(TEMPLATE)

    chance = np.random.default_rng(SEED)

    def put(name, rows, columns, scale=1.0):
        values = chance.standard_normal((rows, columns)) * scale / np.sqrt(columns)
        w.add_tensor(name, values.astype(np.float16))

    def ones(name):
        w.add_tensor(name, np.ones(width, dtype=np.float32))

    put("token_embd.weight", len(tokens), width, np.sqrt(width))
    for i in range(layers):
        ones(f"blk.{i}.attn_norm.weight")
        # Keys and queries large enough that it matters what is looked at.
        put(f"blk.{i}.attn_q.weight", width, width, 2.0)
        put(f"blk.{i}.attn_k.weight", width // 2, width, 2.0)
        put(f"blk.{i}.attn_v.weight", width // 2, width, 2.0)
        put(f"blk.{i}.attn_output.weight", width, width, 2.0)
        ones(f"blk.{i}.ffn_norm.weight")
        put(f"blk.{i}.ffn_gate.weight", hidden, width)
        put(f"blk.{i}.ffn_up.weight", hidden, width)
        put(f"blk.{i}.ffn_down.weight", width, hidden)
    ones("output_norm.weight")
    put("output.weight", len(tokens), width, 3.0)
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("outfile")
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--layers", type=int, default=2)
    args = parser.parse_args()
    main(args.outfile, args.width, args.layers)
