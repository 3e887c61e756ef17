/** The finite numbers that share a scale, looked at as far as the limits need. */
class ScaleNumbers {
  /** @type {Float32Array[]} */
  #parts;

  /** @type {(number: number) => boolean} */
  #keeps;

  /** @type {[number, number] | null} */
  #extremes = null;

  #isEmpty = true;

  /** @type {Float64Array | null} */
  #sorted = null;

  /**
   * @param {Float32Array[]} parts
   * @param {(number: number) => boolean} keeps
   */
  constructor(parts, keeps = Number.isFinite) {
    this.#parts = parts;
    this.#keeps = keeps;
  }

  get min() {
    return this.#limits()[0];
  }

  get max() {
    return this.#limits()[1];
  }

  /** Whether there is none. */
  get isEmpty() {
    this.#limits();
    return this.#isEmpty;
  }

  get sorted() {
    if (!this.#sorted) {
      const all = new Float64Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
      let count = 0;
      for (const part of this.#parts) {
        for (const number of part) {
          if (this.#keeps(number)) {
            all[count++] = number;
          }
        }
      }
      this.#sorted = all.subarray(0, count).sort();
    }
    return this.#sorted;
  }

  /** @param {(number: number) => boolean} keeps */
  where(keeps) {
    return new ScaleNumbers(this.#parts, (number) => Number.isFinite(number) && keeps(number));
  }

  /** @param {number} number */
  including(number) {
    return new ScaleNumbers([...this.#parts, new Float32Array([number])], this.#keeps);
  }

  /**
   * As numpy interpolates it.
   * @param {number} percent
   */
  percentile(percent) {
    const sorted = this.sorted;
    if (sorted.length === 0) {
      return 0;
    }
    const place = (percent / 100) * (sorted.length - 1);
    const below = Math.min(Math.floor(place), sorted.length - 1);
    const above = Math.min(below + 1, sorted.length - 1);
    const part = place - below;
    const step = sorted[above] - sorted[below];
    return part >= 0.5 ? sorted[above] - step * (1 - part) : sorted[below] + step * part;
  }

  #limits() {
    if (!this.#extremes) {
      let [min, max] = [Infinity, -Infinity];
      for (const part of this.#parts) {
        for (let i = 0; i < part.length; i++) {
          const number = part[i];
          if ((number < min || number > max) && this.#keeps(number)) {
            min = Math.min(min, number);
            max = Math.max(max, number);
          }
        }
      }
      this.#isEmpty = min > max;
      this.#extremes = this.#isEmpty ? [0, 1] : [min, max];
    }
    return this.#extremes;
  }
}

/**
 * A number with the digits that it has: three behind the first of half precision, six of single.
 * @param {number} number
 * @param {"float16" | "float32"} precision
 */
function written(number, precision) {
  if (!Number.isFinite(number)) {
    return "–";
  }
  const digits = precision === "float16" ? 4 : 7;
  const size = Math.abs(number);
  return size === 0 ? "0"
    : size < 1e-4 && precision === "float16" ? number.toExponential(1)
    : size < 1e-4 || size >= 1e6 ? number.toExponential(digits - 2)
    : number.toPrecision(size < 1e-2 ? digits - 1 : digits).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}

/**
 * Numbers as command lines and links write them: as many digits as tell them from their neighbours.
 * @param {number} number
 */
function exact(number) {
  return String(number);
}

/**
 * The first and last numbers that a list such as 0-3,5 names; null where it is none.
 * @param {string} text
 * @returns {[number, number][] | null}
 */
function rangesOf(text) {
  /** @type {[number, number][]} */
  const ranges = [];
  for (const part of text.split(",")) {
    const range = /^\s*(\d{1,9})(?:\s*-\s*(\d{1,9}))?\s*$/.exec(part);
    const [first, last] = range ? [Number(range[1]), Number(range[2] ?? range[1])] : [1, 0];
    if (last < first) {
      return null;
    }
    ranges.push([first, last]);
  }
  return ranges;
}

/**
 * Those of some numbers that a list names, in its order: as much work as there are numbers, however much the list names.
 * @param {string} text
 * @param {number[]} all
 * @returns {number[]}
 */
function listed(text, all) {
  return [...new Set((rangesOf(text) ?? []).flatMap(([first, last]) => all.filter((number) => first <= number && number <= last)))];
}

/**
 * The first number that a list names and that is not there; -1 where there is none.
 * @param {[number, number][]} ranges
 * @param {number[]} all
 */
function missingOf(ranges, all) {
  for (const [first, last] of ranges) {
    for (let number = first; number <= last; number++) {
      if (!all.includes(number)) {
        return number;
      }
    }
  }
  return -1;
}

/**
 * Whether the command line reads a number in a text.
 * @param {string} text
 */
function isNumber(text) {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text));
}

/**
 * Numbers separated by commas.
 * @param {string} text
 */
function numbersIn(text) {
  return text.trim() === "" ? [] : text.split(",").map((part) => part.trim());
}
