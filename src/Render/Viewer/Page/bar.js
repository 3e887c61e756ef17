const barWidth = 14;

/**
 * The room that a colour bar needs beside a picture.
 * @param {Session} session
 */
function barRoom(session) {
  return barWidth + 26 + Math.round(3.2 * session.fontSize);
}

/**
 * Draws a colour bar: its title upwards, its ticks at its right.
 * @param {Surface} surface
 * @param {Session} session
 * @param {Scale} scale
 * @param {number} x
 * @param {number} y
 * @param {number} height
 * @param {string} title
 */
function drawBar(surface, session, scale, x, y, height, title) {
  const { norm, table: { colors } } = scale;
  const size = Math.max(10, session.fontSize - 2);
  surface.image(x, y, barWidth, height, { rows: colors.length, columns: 1, pixels: Uint32Array.from(colors).reverse(), isBar: true });
  let last = Infinity;
  for (const tick of ticksOf(norm, session.choices.norm)) {
    const position = norm.position(tick);
    const at = y + height * (1 - Math.min(Math.max(position, 0), 1));
    if (Number.isFinite(position) && last - at >= size + 2) {
      surface.line(x + barWidth, at, x + barWidth + 4, at, pageColor("line"), 1);
      surface.text(x + barWidth + 7, at, String(Number(tick.toPrecision(3))), { size, color: pageColor("ink") });
      last = at;
    }
  }
  surface.text(x - size * 0.75, y + height / 2, fitted(title, height, { size }), { size, color: pageColor("quiet"), align: "middle", upwards: true });
}
