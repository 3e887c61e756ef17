/**
 * How numbers are placed on colours: the norms of AttnExtract.Render.Scales.Norms, in the same order of operations.
 *
 * @typedef {object} NormOptions
 * @property {string} norm
 * @property {number | null} vmin
 * @property {number | null} vmax
 * @property {boolean} robust
 * @property {number} gamma
 * @property {number | null} linthresh
 * @property {number} linscale
 * @property {number} linearWidth
 * @property {number} vcenter
 * @property {number | null} halfrange
 * @property {number[]} boundaries
 */

/** The parameters of each norm, as the command line calls them. */
const normParameters = /** @type {Record<string, string[]>} */ ({
  linear: [],
  log: [],
  symlog: ["linthresh", "linscale"],
  asinh: ["linear-width"],
  power: ["gamma"],
  twoslope: ["vcenter"],
  centered: ["vcenter", "halfrange"],
  boundary: ["boundaries"],
  rank: [],
});

/**
 * @param {NormOptions} options
 * @param {ScaleNumbers} numbers
 * @param {number} colorCount
 * @returns {Norm}
 */
function makeNorm(options, numbers, colorCount) {
  switch (options.norm) {
    case "log":
      return logNorm(options, numbers.where((number) => number > 0));
    case "symlog":
      return between(options, numbers, (vmin, vmax) => symlogNorm(vmin, vmax, options));
    case "asinh":
      return between(options, numbers, (vmin, vmax) => transformed(
        vmin, vmax, (value) => options.linearWidth * Math.asinh(value / options.linearWidth)));
    case "power":
      return between(options, numbers, (vmin, vmax) => powerNorm(vmin, vmax, options.gamma));
    case "twoslope":
      return between(options, numbers.including(options.vcenter), (vmin, vmax) => twoSlopeNorm(vmin, vmax, options.vcenter));
    case "centered": {
      const half = options.halfrange
        ?? Math.max(Math.abs(numbers.min - options.vcenter), Math.abs(numbers.max - options.vcenter));
      return linearNorm(options.vcenter - half, options.vcenter + half);
    }
    case "boundary":
      return boundaryNorm(options.boundaries, colorCount);
    case "rank":
      return between(options, numbers, (vmin, vmax) => rankNorm(vmin, vmax, numbers));
    default:
      return between(options, numbers, linearNorm);
  }
}

/**
 * @param {NormOptions} options
 * @param {ScaleNumbers} numbers
 * @param {(vmin: number, vmax: number) => Norm} make
 */
function between(options, numbers, make) {
  const vmin = options.vmin ?? (options.robust ? numbers.percentile(2) : numbers.min);
  const vmax = options.vmax ?? (options.robust ? numbers.percentile(98) : numbers.max);
  return make(Math.min(vmin, vmax), vmax);
}

/**
 * @param {number} vmin
 * @param {number} vmax
 * @returns {Norm}
 */
function linearNorm(vmin, vmax) {
  return { vmin, vmax, position: (value) => (vmin === vmax ? (Number.isNaN(value) ? NaN : 0.5) : (value - vmin) / (vmax - vmin)) };
}

/**
 * @param {NormOptions} options
 * @param {ScaleNumbers} positive
 */
function logNorm(options, positive) {
  // A limit that the maps have of themselves, 0, makes way.
  const open = { ...options, vmin: options.vmin !== null && options.vmin <= 0 ? null : options.vmin };
  return between(open, positive, (vmin, vmax) => transformed(vmin, vmax, Math.log10));
}

/**
 * @param {number} vmin
 * @param {number} vmax
 * @param {(value: number) => number} transform
 * @returns {Norm}
 */
function transformed(vmin, vmax, transform) {
  const low = transform(vmin);
  const high = transform(vmax);
  return {
    vmin,
    vmax,
    position: (value) => {
      if (vmin === vmax) {
        return Number.isNaN(value) ? NaN : 0.5;
      }
      const position = (transform(value) - low) / (high - low);
      return Number.isFinite(position) ? position : NaN;
    },
  };
}

/**
 * @param {number} vmin
 * @param {number} vmax
 * @param {NormOptions} options
 */
function symlogNorm(vmin, vmax, options) {
  const largest = Math.max(Math.abs(vmin), Math.abs(vmax));
  const linthresh = options.linthresh ?? (largest > 0 ? largest / 100 : 1);
  const slope = options.linscale / (1 - 1 / 10);
  return transformed(vmin, vmax, (value) => {
    const magnitude = Math.abs(value);
    return magnitude <= linthresh
      ? value * slope
      : Math.sign(value) * linthresh * (slope + Math.log(magnitude / linthresh) / Math.log(10));
  });
}

/**
 * @param {number} vmin
 * @param {number} vmax
 * @param {number} gamma
 * @returns {Norm}
 */
function powerNorm(vmin, vmax, gamma) {
  return {
    vmin,
    vmax,
    position: (value) => (Number.isNaN(value) ? NaN
      : vmin === vmax ? 0
      : Math.pow(Math.max(0, value - vmin), gamma) / Math.pow(vmax - vmin, gamma)),
  };
}

/**
 * @param {number} vmin
 * @param {number} vmax
 * @param {number} vcenter
 * @returns {Norm}
 */
function twoSlopeNorm(vmin, vmax, vcenter) {
  return {
    vmin,
    vmax,
    position: (value) => (value < vmin ? -Infinity
      : value > vmax ? Infinity
      : value === vcenter ? 0.5
      : value === vmax ? 1
      : value < vcenter ? (0.5 / (vcenter - vmin)) * (value - vmin)
      : (0.5 / (vmax - vcenter)) * (value - vcenter) + 0.5),
  };
}

/**
 * @param {number[]} boundaries
 * @param {number} colorCount
 * @returns {Norm}
 */
function boundaryNorm(boundaries, colorCount) {
  const regions = boundaries.length - 1;
  const [vmin, vmax] = [boundaries[0], boundaries[regions]];
  const colorOf = (/** @type {number} */ region) => (region >= regions ? colorCount
    : colorCount <= regions ? region
    : regions === 1 ? Math.trunc((colorCount - 1) / 2)
    : Math.trunc(((colorCount - 1) / (regions - 1)) * region));
  return {
    vmin,
    vmax,
    position: (value) => {
      if (Number.isNaN(value)) {
        return NaN;
      }
      if (value < vmin) {
        return -1;
      }
      const region = value >= vmax ? regions : boundaries.findLastIndex((boundary) => boundary <= value);
      return (colorOf(region) + 0.5) / colorCount;
    },
  };
}

/**
 * @param {number} vmin
 * @param {number} vmax
 * @param {ScaleNumbers} numbers
 * @returns {Norm}
 */
function rankNorm(vmin, vmax, numbers) {
  const sorted = numbers.sorted.filter((number) => number >= vmin && number <= vmax);
  const below = (/** @type {number} */ value, /** @type {boolean} */ orEqual) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < value || (orEqual && sorted[middle] === value)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  };
  return {
    vmin,
    vmax,
    position: (value) => {
      if (Number.isNaN(value) || value < vmin || value > vmax) {
        return Number.isNaN(value) ? NaN : value < vmin ? -1 : 2;
      }
      if (sorted.length < 2) {
        return 0;
      }
      const less = below(value, false);
      const equal = below(value, true) - less;
      return Math.min(Math.max((less + (equal - 1) / 2) / (sorted.length - 1), 0), 1);
    },
  };
}
