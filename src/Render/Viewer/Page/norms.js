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
      return isIncreasing(options.boundaries) ? boundaryNorm(options.boundaries, colorCount) : between(options, numbers, linearNorm);
    case "rank":
      return between(options, numbers, (vmin, vmax) => rankNorm(vmin, vmax, numbers));
    default:
      return between(options, numbers, linearNorm);
  }
}

/**
 * Why the command line refuses a norm, in its words; empty where it does not. What is drawn then is near it.
 * @param {NormOptions} options
 * @param {ScaleNumbers} numbers
 * @param {ColorTable} table
 */
function normProblem(options, numbers, table) {
  const { norm, vmin, vmax, vcenter, boundaries } = options;
  const regions = boundaries.length - 1;
  if (norm === "boundary") {
    return !isIncreasing(boundaries)
      ? tell("Boundaries must be at least two increasing numbers; given are {0}.", boundaries.join(", ") || say("none"))
      : regions > table.colors.length
        ? tell("{0} regions between boundaries need as many colours, and '{1}' has {2}; give fewer boundaries or another colormap.",
          regions, table.name, table.colors.length)
        : "";
  }
  const used = norm === "log" ? numbers.where((number) => number > 0) : norm === "twoslope" ? numbers.including(vcenter) : numbers;
  if (used.isEmpty && (norm === "centered" ? options.halfrange === null : vmin === null || vmax === null)) {
    return say(norm === "log" ? "A logarithmic scale needs positive numbers, and there are none; use norm symlog or asinh."
      : "There is no number to draw: every cell is NaN or hidden; give --vmin and --vmax to draw it all the same.");
  }
  if (norm === "centered") {
    return "";
  }
  const [low, high] = limitsOf(options, used);
  return low > high || (low === high && vmin !== null && vmax !== null)
    ? tell("The scale would run from {0} to {1}; vmin must lie below vmax: change one, or leave both out to take them from the data.", low, high)
    : norm === "twoslope" && (vcenter < low || vcenter > high)
      ? tell("vcenter {0} does not lie between vmin {1} and vmax {2}; change one of them.", vcenter, low, high)
      : "";
}

/** @param {number[]} boundaries */
function isIncreasing(boundaries) {
  return boundaries.length > 1 && boundaries.every((one, i) => Number.isFinite(one) && (i === 0 || boundaries[i - 1] < one));
}

/**
 * @param {NormOptions} options
 * @param {ScaleNumbers} numbers
 */
function limitsOf(options, numbers) {
  return [
    options.vmin ?? (options.robust ? numbers.percentile(2) : numbers.min), options.vmax ?? (options.robust ? numbers.percentile(98) : numbers.max),
  ];
}

/**
 * @param {NormOptions} options
 * @param {ScaleNumbers} numbers
 * @param {(vmin: number, vmax: number) => Norm} make
 */
function between(options, numbers, make) {
  const [vmin, vmax] = limitsOf(options, numbers);
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
  return between(options, positive, (vmin, vmax) => transformed(vmin, vmax, Math.log10));
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
