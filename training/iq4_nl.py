"""Weights of four bits, as llama.cpp's IQ4_NL holds them: blocks of 32, each with a scale of 16 bits and for
every weight the nearest of sixteen levels, which lie closer together around zero, where most weights are.
The levels and the layout are those of ggml (`kvalues_iq4nl`, `block_iq4_nl`); gguf's Python package only
reads the format.
"""

import numpy as np

LEVELS = np.array([-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113], np.float32)
BETWEEN = (LEVELS[1:] + LEVELS[:-1]) / 2
BLOCK = 32
# Where the largest weight of a block is tried to lie: the levels' ends and some way beyond and short of them.
TRIED = np.linspace(-150, -90, 31)
SMALL = 1e-7


def nearest(weights, scale):
    return np.searchsorted(BETWEEN, weights / scale)


def quantise(matrix):
    """Bytes of the blocks, row by row; each block's scale is the one of those tried with the least squared
    error, after the best scale for its levels was computed twice."""
    if matrix.shape[-1] % BLOCK:
        raise ValueError(f"rows of {matrix.shape[-1]} are not whole blocks of {BLOCK}")
    rows = np.ascontiguousarray(matrix, np.float32).reshape(-1, BLOCK)
    largest = rows[np.arange(len(rows)), np.abs(rows).argmax(1)][:, None]
    least = np.full(len(rows), np.inf, np.float32)
    best = np.zeros((len(rows), 1), np.float16)
    for edge in TRIED:
        scale = held(largest / edge)
        for _ in range(2):
            levels = LEVELS[nearest(rows, scale)]
            scale = held((rows * levels).sum(1, keepdims=True) / (levels**2).sum(1, keepdims=True))
        half = scale.astype(np.float16)
        scale = held(half.astype(np.float32))
        error = ((rows - scale * LEVELS[nearest(rows, scale)]) ** 2).sum(1)
        better = error < least
        least[better], best[better] = error[better], half[better]
    index = nearest(rows, held(best.astype(np.float32))).astype(np.uint8)
    packed = index[:, : BLOCK // 2] | index[:, BLOCK // 2 :] << 4
    blocks = np.concatenate([best.view(np.uint8), packed], axis=1)
    return blocks.reshape(*matrix.shape[:-1], -1)


def held(scale):
    """Kept from zero, which nothing can be divided by."""
    return np.where(np.abs(scale) < SMALL, SMALL, scale).astype(np.float32)
