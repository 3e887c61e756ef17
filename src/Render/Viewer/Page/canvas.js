const fontFamily = "system-ui, -apple-system, \"Segoe UI\", \"Noto Sans\", \"DejaVu Sans\", sans-serif";

/** What is less than 0 is dashed; a thick line is striped. */
const dashes = [5, 3];

const scratch = document.createElement("canvas");

/**
 * Draws on a canvas.
 * @implements {Surface}
 */
class CanvasSurface {
  /** @param {CanvasRenderingContext2D} context */
  constructor(context) {
    this.context = context;
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} width
   * @param {number} height
   * @param {string} fill
   */
  rect(x, y, width, height, fill, radius = 0) {
    const { context } = this;
    context.fillStyle = fill;
    if (radius > 0) {
      context.beginPath();
      context.roundRect(x, y, width, height, radius);
      context.fill();
    } else {
      context.fillRect(x, y, width, height);
    }
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
    this.context.strokeStyle = stroke;
    this.context.lineWidth = thickness;
    this.context.strokeRect(x, y, width, height);
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
    const { context } = this;
    context.strokeStyle = stroke;
    context.lineWidth = thickness;
    context.setLineDash(isDashed ? dashes : []);
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
    context.setLineDash([]);
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
    const { context } = this;
    const bend = (x2 - x1) / 2;
    context.setLineDash(isDashed ? dashes : []);
    context.globalAlpha = opacity;
    context.strokeStyle = stroke;
    context.lineWidth = thickness;
    context.beginPath();
    context.moveTo(x1, y1);
    context.bezierCurveTo(x1 + bend, y1, x2 - bend, y2, x2, y2);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  /**
   * @param {number} x
   * @param {number} y  of the middle of the line
   * @param {string} text
   * @param {TextStyle} style
   */
  text(x, y, text, style) {
    const { context } = this;
    context.font = fontOf(style);
    context.fillStyle = style.color ?? "#000";
    context.textBaseline = "middle";
    // Start and end are those of the page, not of the word's own direction.
    context.textAlign = style.align === "middle" ? "center" : style.align === "end" ? "right" : "left";
    if (style.upwards) {
      context.save();
      context.translate(x, y);
      context.rotate(-Math.PI / 2);
      context.fillText(text, 0, 0);
      context.restore();
    } else {
      context.fillText(text, x, y);
    }
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} width
   * @param {number} height
   * @param {Picture} picture
   */
  image(x, y, width, height, picture) {
    paintScratch(picture);
    const { context } = this;
    // Cells stay cells where there is room for them, and are averaged where there is not.
    context.imageSmoothingEnabled = width * devicePixelRatio < picture.columns;
    context.imageSmoothingQuality = "high";
    context.drawImage(scratch, x, y, width, height);
  }
}

/**
 * One image a map: a pixel a cell.
 * @param {Picture} picture
 */
function paintScratch(picture) {
  scratch.width = picture.columns;
  scratch.height = picture.rows;
  const context = /** @type {CanvasRenderingContext2D} */ (scratch.getContext("2d"));
  const image = context.createImageData(picture.columns, picture.rows);
  new Uint32Array(image.data.buffer).set(picture.pixels);
  context.putImageData(image, 0, 0);
}

/** @param {TextStyle} style */
function fontOf(style) {
  return `${style.bold ? "600 " : ""}${style.size ?? 12}px ${fontFamily}`;
}

const ruler = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));

/**
 * @param {string} text
 * @param {TextStyle} style
 */
function widthOf(text, style) {
  ruler.font = fontOf(style);
  return ruler.measureText(text).width;
}

/**
 * A text that is no wider than there is room, with an ellipsis where some of it is missing.
 * @param {string} text
 * @param {number} room
 * @param {TextStyle} style
 */
function fitted(text, room, style) {
  if (widthOf(text, style) <= room) {
    return text;
  }
  const letters = [...text];
  while (letters.length > 1 && widthOf(`${letters.join("")}…`, style) > room) {
    letters.pop();
  }
  return `${letters.join("")}…`;
}

/**
 * A text in lines that are no wider than there is room.
 * @param {string} text
 * @param {number} width
 * @param {number} size
 */
function wrapped(text, width, size) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(/(?<=\s)|(?<=[\u3000-\u9fff])/u)) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last + word, { size }) <= width) {
      lines[lines.length - 1] = last + word;
    } else {
      lines.push(fitted(word, width, { size }));
    }
  }
  return lines;
}

/**
 * A colour of the page, by its name in the style.
 * @param {string} name
 */
function pageColor(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
