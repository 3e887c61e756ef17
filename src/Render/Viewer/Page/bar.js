const barWidth = 14;

/** Windows that are no wider have no room beside a picture. */
const mostNarrow = 560;

/**
 * What the colour bar of a picture needs: room beside it, or, in a narrow window, a strip of its own.
 * @param {Session} session
 * @param {Scale} scale
 * @param {Room} room
 */
function barOf(session, scale, room) {
  const size = Math.max(10, session.fontSize - 2);
  const isFlat = room.width <= mostNarrow;
  const lines = wrapped(say(session.maps.title), isFlat ? room.width - 8 : Math.max(room.height - 24, 120), size);
  const ticks = ticksOf(scale.norm, session.choices.norm).map((tick) => ({ position: scale.norm.position(tick), label: tickLabel(tick) }))
    .filter(({ position }) => Number.isFinite(position)).map((tick) => ({ ...tick, width: widthOf(tick.label, { size }) }));
  const before = 12 + lines.length * size * 1.25;
  return {
    isFlat, size, lines, ticks, before, colors: scale.table.colors,
    width: isFlat ? 0 : Math.ceil(before + barWidth + 9 + Math.max(0, ...ticks.map(({ width }) => width))),
    height: isFlat ? Math.ceil(lines.length * size * 1.3 + barWidth + size * 1.6 + 8) : 0,
    least: Math.max(80, ...lines.map((line) => Math.ceil(widthOf(line, { size })))),
  };
}

/**
 * The bar beside a picture, about as high.
 * @param {ReturnType<typeof barOf>} bar
 * @param {number} right  of the picture
 * @param {number} top
 * @param {number} height
 */
function barBeside(bar, right, top, height) {
  // The labels of its ends reach beyond it.
  const length = Math.min(Math.max(height - bar.size, bar.least), Math.max(bar.least, 420));
  return { ...bar, x: right + bar.before, y: top + bar.size / 2, length, bottom: top + length + bar.size };
}

/**
 * The bar in a strip.
 * @param {ReturnType<typeof barOf>} bar
 * @param {number} left
 * @param {number} top
 * @param {number} width
 */
function barAlong(bar, left, top, width) {
  return { ...bar, x: left, y: top + bar.lines.length * bar.size * 1.3, length: Math.min(Math.max(width, 160), 420), bottom: top + bar.height };
}

/**
 * Draws a colour bar with its title and its ticks.
 * @param {Surface} surface
 * @param {ReturnType<typeof barBeside>} bar
 */
function drawBar(surface, bar) {
  const { size, x, y, length, colors, isFlat } = bar;
  const [ink, quiet, line] = [pageColor("ink"), pageColor("quiet"), pageColor("line")];
  if (isFlat) {
    surface.image(x, y, length, barWidth, { rows: 1, columns: colors.length, pixels: colors, isBar: true });
  } else {
    surface.image(x, y, barWidth, length, { rows: colors.length, columns: 1, pixels: Uint32Array.from(colors).reverse(), isBar: true });
  }
  let last = -Infinity;
  for (const { position, label, width } of bar.ticks) {
    const along = length * Math.min(Math.max(position, 0), 1);
    const half = isFlat ? width / 2 + 4 : size / 2 + 1;
    if (along - half >= last) {
      if (isFlat) {
        surface.line(x + along, y + barWidth, x + along, y + barWidth + 4, line, 1);
        const middle = Math.min(Math.max(x + along, x + width / 2), x + length - width / 2);
        surface.text(middle, y + barWidth + 5 + size * 0.6, label, { size, color: ink, align: "middle" });
      } else {
        surface.line(x + barWidth, y + length - along, x + barWidth + 4, y + length - along, line, 1);
        surface.text(x + barWidth + 7, y + length - along, label, { size, color: ink });
      }
      last = along + half;
    }
  }
  bar.lines.forEach((text, i) => {
    if (isFlat) {
      surface.text(x, y - (bar.lines.length - i - 0.5) * size * 1.3, text, { size, color: quiet });
    } else {
      surface.text(x - 3 - (bar.lines.length - i - 0.5) * size * 1.25, y + length / 2, text, { size, color: quiet, align: "middle", upwards: true });
    }
  });
}

/** @param {number} tick */
function tickLabel(tick) {
  const short = Number(tick.toPrecision(3));
  const size = Math.abs(short);
  return size !== 0 && (size < 1e-4 || size >= 1e6) ? short.toExponential() : String(short);
}
