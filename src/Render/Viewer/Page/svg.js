/** Cells beyond this number are written as an image, however they are asked for. */
const mostVectorCells = 250_000;

/**
 * Writes what is drawn as SVG.
 * @implements {Surface}
 */
class SvgSurface {
  /** @type {string[]} */
  #parts = [];

  /** @type {boolean} */
  #isVector;

  /** @param {boolean} isVector  whether cells are rectangles */
  constructor(isVector) {
    this.#isVector = isVector;
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} width
   * @param {number} height
   * @param {string} fill
   */
  rect(x, y, width, height, fill, radius = 0) {
    this.#parts.push(`<rect ${boxOf(x, y, width, height)}${radius > 0 ? ` rx="${radius}"` : ""} fill="${fill}"/>`);
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} width
   * @param {number} height
   * @param {string} stroke
   * @param {number} thickness
   */
  frame(x, y, width, height, stroke, thickness) {
    this.#parts.push(`<rect ${boxOf(x, y, width, height)} fill="none" stroke="${stroke}" stroke-width="${thickness}"/>`);
  }

  /**
   * @param {number} x1
   * @param {number} y1
   * @param {number} x2
   * @param {number} y2
   * @param {string} stroke
   * @param {number} thickness
   */
  line(x1, y1, x2, y2, stroke, thickness, isDashed = false) {
    this.#parts.push(
      `<path d="M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}" fill="none" stroke="${stroke}" stroke-width="${thickness}"${dashed(isDashed)}/>`);
  }

  /**
   * @param {number} x1
   * @param {number} y1
   * @param {number} x2
   * @param {number} y2
   * @param {string} stroke
   * @param {number} thickness
   * @param {number} opacity
   */
  curve(x1, y1, x2, y2, stroke, thickness, opacity, isDashed = false) {
    const bend = (x2 - x1) / 2;
    const path = `M${round(x1)} ${round(y1)}C${round(x1 + bend)} ${round(y1)} ${round(x2 - bend)} ${round(y2)} ${round(x2)} ${round(y2)}`;
    this.#parts.push(
      `<path d="${path}" fill="none" stroke="${stroke}" stroke-width="${round(thickness)}" stroke-opacity="${round(opacity)}"${dashed(isDashed)}/>`);
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {string} text
   * @param {TextStyle} style
   */
  text(x, y, text, style) {
    const turn = style.upwards ? ` transform="rotate(-90 ${round(x)} ${round(y)})"` : "";
    this.#parts.push(
      `<text x="${round(x)}" y="${round(y)}"${turn} font-size="${style.size ?? 12}" fill="${style.color ?? "#000"}"`
      + ` text-anchor="${style.align ?? "start"}"${style.bold ? ' font-weight="600"' : ""} dominant-baseline="central">${escaped(text)}</text>`);
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} width
   * @param {number} height
   * @param {Picture} picture
   */
  image(x, y, width, height, picture) {
    if (!this.#isVector) {
      paintScratch(picture);
      this.#parts.push(
        `<image ${boxOf(x, y, width, height)} preserveAspectRatio="none" style="image-rendering:pixelated" href="${scratch.toDataURL()}"/>`);
      return;
    }
    const [across, down] = [width / picture.columns, height / picture.rows];
    const cells = [];
    for (let i = 0; i < picture.pixels.length; i++) {
      if (picture.pixels[i] !== 0) {
        const [row, column] = [Math.trunc(i / picture.columns), i % picture.columns];
        cells.push(`<rect ${boxOf(x + column * across, y + row * down, across, down)} fill="${cssColor(picture.pixels[i])}"/>`);
      }
    }
    this.#parts.push(`<g class="${picture.isBar ? "bar" : "cells"}" shape-rendering="crispEdges">${cells.join("")}</g>`);
  }

  /**
   * @param {number} width
   * @param {number} height
   * @param {string} title
   * @param {string} ground
   */
  toString(width = 0, height = 0, title = "", ground = "#fff") {
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width)}" height="${Math.ceil(height)}"`
      + ` viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height)}" font-family="${escaped(fontFamily)}" role="img">`
      + `<title>${escaped(title)}</title><rect width="100%" height="100%" fill="${ground}"/>${this.#parts.join("\n")}</svg>\n`;
  }
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 */
function boxOf(x, y, width, height) {
  return `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
}

/** @param {boolean} isDashed */
function dashed(isDashed) {
  return isDashed ? ` stroke-dasharray="${dashes.join(" ")}"` : "";
}

/** @param {number} number */
function round(number) {
  return Math.round(number * 1000) / 1000;
}

/**
 * A text as XML writes it; what XML cannot write at all is left out.
 * @param {string} text
 */
function escaped(text) {
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
