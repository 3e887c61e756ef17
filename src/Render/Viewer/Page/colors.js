const resampledCount = 256;

/**
 * Every colormap of the page by its name, without the reversed ones: their lines as ViewerColormaps writes them.
 */
class ColorTables {
  /** @type {Map<string, string[]>} */
  #lines = new Map();

  /** @type {Map<string, ColorTable>} */
  #tables = new Map();

  /** @param {string} lines */
  constructor(lines) {
    for (const line of lines.trimEnd().split("\n")) {
      const parts = line.split(" ");
      this.#lines.set(parts[0], parts);
    }
  }

  /** Names and kinds, in the order of the program's list. */
  get all() {
    return [...this.#lines.values()].map(([name, kind]) => ({ name, kind }));
  }

  /** @param {string} name */
  has(name) {
    return this.#lines.has(name.replace(/_r$/, ""));
  }

  /**
   * @param {string} name  of a registered colormap, with _r or without
   * @returns {ColorTable}
   */
  get(name) {
    let table = this.#tables.get(name);
    if (!table) {
      const isReversed = name.endsWith("_r");
      const parts = this.#lines.get(name.replace(/_r$/, "")) ?? this.#lines.get("rocket");
      if (!parts) {
        throw new Error("The page holds no colormaps.");
      }
      const [, kind, digits, reversed, light] = parts;
      const colors = colorsOf(isReversed && reversed !== "-" ? reversed : digits);
      const bright = Uint8Array.from(light, Number);
      if (isReversed) {
        bright.reverse();
        if (reversed === "-") {
          colors.reverse();
        }
      }
      table = { name, kind, colors, light: bright };
      this.#tables.set(name, table);
    }
    return table;
  }
}

/** @param {string} digits */
function colorsOf(digits) {
  const colors = new Uint32Array(digits.length / 6);
  for (let i = 0; i < colors.length; i++) {
    const value = parseInt(digits.slice(6 * i, 6 * i + 6), 16);
    colors[i] = (0xff000000 | ((value & 255) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
  }
  return colors;
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
