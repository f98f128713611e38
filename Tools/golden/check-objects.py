#!/usr/bin/env python3
"""Checks a file of objects that PatchLens wrote against pycocotools, the format's own reader.

    python3 -m venv venv && venv/bin/pip install pycocotools numpy
    venv/bin/python Tools/golden/check-objects.py objects.json
"""

import sys

import numpy as np
from pycocotools.coco import COCO


def main() -> None:
    document = COCO(sys.argv[1])
    for annotation in document.loadAnns(document.getAnnIds()):
        (image,) = document.loadImgs(annotation["image_id"])
        mask = document.annToMask(annotation)
        assert mask.shape == (image["height"], image["width"]), (mask.shape, image)
        y, x = np.nonzero(mask)
        box = [x.min(), y.min(), x.max() - x.min() + 1, y.max() - y.min() + 1]
        assert annotation["bbox"] == box, (annotation["bbox"], box)
        assert annotation["area"] == mask.sum(), (annotation["area"], mask.sum())
        print(image["file_name"], annotation["bbox"], annotation["area"])


if __name__ == "__main__":
    main()
