"""Prints what h5py finds in a file of records, as JSON; hdf5.json is what it once printed of records.h5, which lies beside it.

Run with Debian's python3-h5py:  python3 read.py records.h5 > hdf5.json
With --write it writes instead a file as h5py does when nothing more is said: minimal.h5 is one.
"""
import json
import platform
import sys

import h5py
import numpy


def plain(value):
    return value.tolist() if isinstance(value, numpy.ndarray) else value


if sys.argv[1] == "--write":
    with h5py.File(sys.argv[2], "w") as file:
        group = file.create_group("any name")
        group.attrs["record"] = json.dumps({"version": 1, "text": "Unlikely", "tokens": ["[CLS]", "un", "##likely", "[SEP]"]})
        group.attrs["speaker"] = 7
        for layer, (kind, more) in enumerate([("f4", {}), ("f2", {"compression": "gzip", "chunks": (1, 2, 2, 3)}), ("f8", {"shuffle": True})]):
            numbers = numpy.arange(1, 49).reshape(1, 3, 4, 4) / 64 + layer
            group.create_dataset(f"layers.{layer}.attention.pattern", data=numbers.astype(kind), **more)
    sys.exit()

with h5py.File(sys.argv[1], "r") as file:
    json.dump(
        {
            "made": {"python": platform.python_version(), "h5py": h5py.__version__, "hdf5": h5py.version.hdf5_version},
            "texts": {
                name: {
                    "attributes": {key: plain(value) for key, value in group.attrs.items()},
                    "arrays": {
                        key: {
                            "type": str(array.dtype), "shape": array.shape, "compression": array.compression,
                            "numbers": array[...].astype("f8").ravel().tolist(),
                        }
                        for key, array in group.items()
                    },
                }
                for name, group in file.items()
            },
        },
        sys.stdout, indent=1)
    print()
