"""Which numbers a processor reckons with fastest."""

from __future__ import annotations


def has_fast_bfloat16(kind: str = "cpu") -> bool:
    """Return whether bfloat16 is the faster on a device of this kind.

    On a processor with AVX-512 it takes half the time of float32 or less, on others up to a hundred times as long.
    """
    import torch

    return kind == "cuda" or torch.backends.cpu.get_cpu_capability() == "AVX512"
