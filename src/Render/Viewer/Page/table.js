/** With more tokens than these a table has each row's strongest only. */
const mostTableTokens = 32;
const strongestOfRow = 5;

/**
 * The map that is shown large as a table, for those who listen to it.
 * @param {Session} session
 */
function fillTable(session) {
  const { rows, columns, panel, catalog: { precision } } = session;
  const matrix = session.matrix(panel);
  const isWhole = rows.length <= mostTableTokens && columns.length <= mostTableTokens;
  const value = (/** @type {number} */ row, /** @type {number} */ column) => written(matrix.values[row * matrix.columns + column], precision);
  const head = (/** @type {string} */ text, /** @type {string} */ scope) => element("th", { scope }, text);
  const caption = element("caption", {}, `${say(session.maps.title)} ${panel.name}${isWhole ? "" : ` · ${say("The strongest of each row")}`}`);
  const top = isWhole ? columns.map(({ label }) => label) : Array.from({ length: strongestOfRow }, (_, i) => String(i + 1));
  const body = rows.map(({ label }, row) => element("tr", {}, head(label, "row"), ...(isWhole
    ? columns.map((_, column) => element("td", {}, value(row, column)))
    : strongest(rowOf(matrix, row)).map((column) => element("td", {}, `${columns[column].label} ${value(row, column)}`)))));
  byId("numbers").replaceChildren(
    caption, element("thead", {}, element("tr", {}, head(say("Query"), "col"), ...top.map((text) => head(text, "col")))), element("tbody", {}, ...body));
}

/**
 * The places of the largest numbers, the largest first.
 * @param {ArrayLike<number>} values
 */
function strongest(values) {
  const size = (/** @type {number} */ place) => (Number.isNaN(values[place]) ? -1 : Math.abs(values[place]));
  return Array.from(values, (_, place) => place).sort((one, other) => size(other) - size(one)).slice(0, strongestOfRow);
}

/**
 * @param {Matrix} matrix
 * @param {number} row
 */
function rowOf({ values, columns }, row) {
  return values.subarray(row * columns, (row + 1) * columns);
}

/**
 * @param {Matrix} matrix
 * @param {number} column
 */
function columnOf({ values, rows, columns }, column) {
  return Array.from({ length: rows }, (_, row) => values[row * columns + column]);
}
