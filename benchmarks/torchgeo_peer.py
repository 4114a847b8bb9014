"""torchgeo's BigEarthNetV2 as a peer of reading, in an environment with torch.

    python -m benchmarks.torchgeo_peer raw 40
        -> 1.2345 (CPU seconds for 40 patches of train, in random order)

`benchmarks.read` makes the environment. A sample is what training takes: 14 bands, bilinear to 120
px, as float32, and the reference map; it has no smaller choice of bands.
"""

from __future__ import annotations

import re
import sys
import time
from typing import Any

import torch


def archive(raw: str, split: str) -> Any:
    """The dataset of a split.

    pip may pair a CPU build of torch with a CUDA build of torchvision, whose operators then do not
    load; reading needs none of them.
    """
    operators = torch.library.Library("torchvision", "FRAGMENT")
    while True:
        try:
            from torchgeo.datasets import BigEarthNetV2
        except RuntimeError as error:
            missing = re.search(r"operator torchvision::(\w+) does not exist", str(error))
            if not missing:
                raise
            operators.define(missing[1] + "(Tensor x) -> Tensor")
        else:
            return BigEarthNetV2(raw, split=split, bands="all")


def main() -> None:
    torch.set_num_threads(1)
    data = archive(sys.argv[1], "train")
    order = torch.randperm(len(data), generator=torch.Generator().manual_seed(1))[
        : int(sys.argv[2])
    ].tolist()
    data[order[0]]
    start = time.process_time()
    for k in order:
        data[k]
    print((time.process_time() - start) / len(order) * int(sys.argv[2]))


if __name__ == "__main__":
    main()
