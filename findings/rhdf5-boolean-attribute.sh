#!/usr/bin/env bash
# rhdf5 2.42.0 (R, Debian 12) gives NA for every truth value that h5py writes as an attribute, and TRUE and FALSE for the same as a dataset.
#
# h5py stores numpy's bool as an enumeration of FALSE and TRUE. h5read makes TRUE and FALSE of a dataset of it; h5readAttributes warns that ENUM
# is "not yet implemented" and gives NA: settings kept beside a dataset are lost on the way from Python to R.
# Seen: attribute NA, dataset TRUE FALSE
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
debian python3-h5py 3.7.0-8
debian r-bioc-rhdf5 2.42.0+dfsg-1

/usr/bin/python3 -c "
import h5py, numpy
with h5py.File('flags.h5', 'w') as file:
    file.create_dataset('mask', data=numpy.array([True, False])).attrs['causal'] = True"
seen=$(Rscript -e 'suppressWarnings(suppressMessages({
    library(rhdf5)
    cat(h5readAttributes("flags.h5", "mask")$causal, as.character(h5read("flags.h5", "mask")))
}))')
expect 'attribute, then dataset' 'NA TRUE FALSE' "$seen"
