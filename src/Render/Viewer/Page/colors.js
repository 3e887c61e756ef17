const resampledCount = 256;

/** Every colormap of the page by its name: the tables that ViewerColormaps packs. */
class ColorTables {
  /** @type {Map<string, ColorTable>} */
  #tables = new Map();

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    let at = bytes.findIndex((byte, i) => byte === 10 && bytes[i + 1] === 10) + 2;
    const lines = new TextDecoder().decode(bytes.subarray(0, at)).trimEnd().split("\n");
    const take = (/** @type {number} */ count) => bytes.subarray(at, at += count);
    for (const line of lines) {
      const [name, kind, length, isOther] = line.split(" ");
      const count = Number(length);
      const colors = colorsOf(take(3 * count), count);
      const reversed = isOther === "1" ? colorsOf(take(3 * count), count) : colors.toReversed();
      const light = take(count);
      this.#tables.set(name, { name, kind, colors, light });
      this.#tables.set(`${name}_r`, { name: `${name}_r`, kind, colors: reversed, light: light.toReversed() });
    }
  }

  /** Names and kinds without the reversed ones, in the order of the program's list. */
  get all() {
    return [...this.#tables.values()].filter(({ name }) => !name.endsWith("_r")).map(({ name, kind }) => ({ name, kind }));
  }

  /** @param {string} name */
  has(name) {
    return this.#tables.has(name);
  }

  /**
   * @param {string} name  of a registered colormap, with _r or without; of another the usual one is meant
   * @returns {ColorTable}
   */
  get(name) {
    return this.#tables.get(name) ?? /** @type {ColorTable} */ (this.#tables.get("rocket"));
  }
}

/**
 * Colours of three planes of differences.
 * @param {Uint8Array} planes
 * @param {number} count
 */
function colorsOf(planes, count) {
  const colors = new Uint32Array(count);
  for (let plane = 0; plane < 3; plane++) {
    let value = 0;
    for (let i = 0; i < count; i++) {
      value = (value + planes[plane * count + i]) & 255;
      colors[i] |= value << (8 * plane);
    }
  }
  return colors.map((color) => (color | 0xff000000) >>> 0);
}

/**
 * The place of a position among N colours, as matplotlib has it; -1 for none.
 * @param {number} position
 * @param {number} count
 */
function placeOf(position, count) {
  const scaled = position * count;
  return Number.isNaN(scaled) ? -1 : scaled < 0 ? 0 : scaled >= count ? count - 1 : Math.trunc(scaled);
}

/**
 * 256 colours at even steps between two positions: what seaborn's center does.
 * @param {ColorTable} table
 * @param {number} from
 * @param {number} to
 * @returns {ColorTable}
 */
function resampled(table, from, to) {
  const colors = new Uint32Array(resampledCount);
  const light = new Uint8Array(resampledCount);
  const step = (to - from) / (resampledCount - 1);
  for (let i = 0; i < resampledCount; i++) {
    const place = placeOf(i === resampledCount - 1 ? to : from + i * step, table.colors.length);
    [colors[i], light[i]] = [table.colors[place], table.light[place]];
  }
  return { name: table.name, kind: table.kind, colors, light };
}

/**
 * A colour as SVG and CSS write it.
 * @param {number} color
 */
function cssColor(color) {
  const digits = ((color & 255) << 16) | (color & 0xff00) | ((color >> 16) & 255);
  return `#${digits.toString(16).padStart(6, "0")}`;
}

/** A colour for each of several heads, told apart by those who see red and green alike too. */
const headColors = ["#3b7dd8", "#d9730d", "#2a9d6f", "#b5468b", "#8a6d1f", "#6554c0", "#c0392b", "#1f8a99"];
