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
  const caption = element("caption", {}, `${session.maps.title} ${panel.name}${isWhole ? "" : ` · ${say("The strongest of each row")}`}`);
  const top = isWhole ? columns.map(({ label }) => label) : Array.from({ length: strongestOfRow }, (_, i) => String(i + 1));
  const body = rows.map(({ label }, row) => element("tr", {}, head(label, "row"), ...(isWhole
    ? columns.map((_, column) => element("td", {}, value(row, column)))
    : strongest(matrix, row).map((column) => element("td", {}, `${columns[column].label} ${value(row, column)}`)))));
  byId("numbers").replaceChildren(
    caption, element("thead", {}, element("tr", {}, head(say("Query"), "col"), ...top.map((text) => head(text, "col")))), element("tbody", {}, ...body));
}

/**
 * @param {Matrix} matrix
 * @param {number} row
 */
function strongest({ values, columns }, row) {
  const places = Array.from({ length: columns }, (_, column) => column);
  return places.sort((one, other) => Math.abs(values[row * columns + other]) - Math.abs(values[row * columns + one])).slice(0, strongestOfRow);
}
