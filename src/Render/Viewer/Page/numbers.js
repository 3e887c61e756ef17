/** The finite numbers that share a scale, looked at as far as the limits need. */
class ScaleNumbers {
  /** @type {Float32Array[]} */
  #parts;

  /** @type {(number: number) => boolean} */
  #keeps;

  /** @type {[number, number] | null} */
  #extremes = null;

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
      this.#extremes = min <= max ? [min, max] : [0, 1];
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
 * The 0-based numbers of a list such as 0-3,5; null where it is none.
 * @param {string} text
 * @returns {number[] | null}
 */
function listed(text) {
  /** @type {number[]} */
  const numbers = [];
  for (const part of text.split(",")) {
    const range = /^\s*(\d{1,4})(?:\s*-\s*(\d{1,4}))?\s*$/.exec(part);
    if (!range) {
      return null;
    }
    const [first, last] = [Number(range[1]), Number(range[2] ?? range[1])];
    if (last < first) {
      return null;
    }
    for (let number = first; number <= last; number++) {
      if (!numbers.includes(number)) {
        numbers.push(number);
      }
    }
  }
  return numbers;
}
