const exportMargin = 16;

/**
 * What leaves the page: pictures, numbers, a link, a command.
 * @param {Session} session
 * @returns {HTMLElement[]}
 */
function handBack(session) {
  const button = (/** @type {string} */ label, /** @type {() => void} */ act) => {
    const made = element("button", { type: "button", "data-act": label }, say(label));
    made.addEventListener("click", act);
    return made;
  };
  const vector = element("input", { type: "checkbox", "data-choice": "cells" });
  vector.checked = session.choices.cells === "vector";
  vector.addEventListener("change", () => session.change({ cells: vector.checked ? "vector" : "image" }));
  const hasAddress = location.protocol !== "about:";
  return [
    element("div", { class: "line" },
      button("Save SVG", () => saveFile(new Blob([svgOf(session)], { type: "image/svg+xml" }), fileName(session, "svg"))),
      button("Save PNG", () => pngOf(session).then(
        (blob) => saveFile(blob, fileName(session, "png")),
        () => announce(say("This browser makes no picture as large as this: make it smaller, or save it as SVG.")))),
      button("Save CSV", () => saveCsv(session))),
    element("p", { id: "csv-size", class: "remarks" }),
    element("label", { class: "tick" }, vector, element("span", {}, say("Cells as shapes"))),
    element("div", { class: "field" },
      element("label", { for: "command" }, say("Same figure from the command line")),
      element("textarea", { id: "command", readonly: "", rows: "4", spellcheck: "false" }),
      element("p", { id: "remarks", class: "remarks" })),
    element("div", { class: "line" },
      button("Copy command", () => copy(figureCommand(session).command)),
      ...(hasAddress ? [button("Copy link", () => copy(location.href))] : [])),
    element("div", { class: "field", ...(hasAddress ? {} : { hidden: "" }) },
      element("label", { for: "link" }, say("Link")), element("input", { id: "link", readonly: "", type: "text" })),
  ];
}

/** @param {Session} session */
function showCommand(session) {
  const { command, remarks } = figureCommand(session);
  /** @type {HTMLTextAreaElement} */ (byId("command")).value = command;
  /** @type {HTMLInputElement} */ (byId("link")).value = location.href;
  byId("remarks").textContent = remarks.join(" ");
  const count = csvCount(session);
  byId("csv-size").textContent = count <= manyCsvNumbers ? "" : csvSentence(count);
}

/** @param {string} text */
function copy(text) {
  const told = () => announce(say("Copied"));
  const typed = () => announce(say("The text lies in the field: copy it there"));
  // A page in a frame may not be allowed to.
  Promise.resolve(navigator.clipboard?.writeText(text)).then(navigator.clipboard ? told : typed, typed);
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
function saveFile(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  announce(`${say("Saved")}: ${name}`);
}

/**
 * @param {Session} session
 * @param {string} extension
 */
function fileName({ choices: { view, transpose }, maps, panel }, extension) {
  const parts = [maps.name, view === "grid" ? "" : panel.name.replaceAll(" ", "-"), view, transpose ? "swapped" : ""];
  return `${parts.filter(Boolean).join("-")}.${extension}`;
}

/**
 * The current view on paper: as large as it is on the screen, with its caption.
 * @param {Session} session
 * @param {(width: number, height: number) => Surface} open
 */
function drawExport(session, open) {
  const view = currentView(session);
  const plan = view.place(session, stageRoom());
  const size = Math.max(10, session.fontSize - 3);
  const lines = wrapped(session.caption, Math.max(plan.width, 200), size);
  const [width, height] = [Math.max(plan.width, 200) + 2 * exportMargin, plan.height + lines.length * size * 1.4 + 2 * exportMargin];
  const surface = open(width, height);
  view.draw(surface, session, plan);
  lines.forEach((line, i) => surface.text(0, plan.height + (i + 0.8) * size * 1.4, line, { size, color: pageColor("quiet") }));
  return { surface, width, height };
}

/** @param {Session} session */
function svgOf(session) {
  const isVector = session.choices.cells === "vector" && vectorCells(session) <= mostVectorCells;
  const shifted = new SvgSurface(isVector);
  const { width, height } = drawExport(session, () => shifted);
  const inner = shifted.toString(width - 2 * exportMargin, height - 2 * exportMargin, session.caption, "none");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width)}" height="${Math.ceil(height)}"`
    + ` viewBox="${-exportMargin} ${-exportMargin} ${Math.ceil(width)} ${Math.ceil(height)}">`
    + `<rect x="${-exportMargin}" y="${-exportMargin}" width="100%" height="100%" fill="${pageColor("page")}"/>${inner}</svg>\n`;
}

/** @param {Session} session */
function vectorCells(session) {
  return (session.choices.view === "grid" ? session.panels.length : 1) * session.rows.length * session.columns.length;
}

/**
 * @param {Session} session
 * @returns {Promise<Blob>}
 */
function pngOf(session) {
  const canvas = document.createElement("canvas");
  drawExport(session, (width, height) => {
    const ratio = Math.min(3, canvasRatio(width, height));
    [canvas.width, canvas.height] = [Math.ceil(width * ratio), Math.ceil(height * ratio)];
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.fillStyle = pageColor("page");
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.setTransform(ratio, 0, 0, ratio, exportMargin * ratio, exportMargin * ratio);
    return new CanvasSurface(context);
  });
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("No picture."))), "image/png"));
}

/** The file of so many numbers is larger than a mail takes, and of so many more than a browser does. */
const [manyCsvNumbers, mostCsvNumbers] = [100_000, 5_000_000];

/** @param {Session} session */
function saveCsv(session) {
  const count = csvCount(session);
  if (count > mostCsvNumbers) {
    announce(csvSentence(count));
  } else {
    saveFile(new Blob(csvOf(session), { type: "text/csv" }), fileName(session, "csv"));
  }
}

/** @param {Session} session */
function csvCount(session) {
  const { choices: { view }, rows, columns } = session;
  return view === "text" ? columns.length : drawnPanels(session).length * rows.length * columns.length;
}

/** @param {number} count */
function csvSentence(count) {
  return count > mostCsvNumbers
    ? tell("{0} numbers are too many for a CSV file, which takes {1}: show fewer heads, or take them from attn capture.", count, mostCsvNumbers)
    : tell("The CSV has {0} numbers, about {1} MB.", count, Math.ceil(count * 3e-5));
}

/**
 * The numbers that are shown: of a head a table as attn heatmap reads it, of several a row a weight, of the text a row a token.
 * @param {Session} session
 * @returns {string[]}
 */
function csvOf(session) {
  const { choices: { view, transpose }, rows, columns, catalog: { precision } } = session;
  const number = (/** @type {number} */ value) => (Number.isFinite(value) ? String(Number(value.toPrecision(precision === "float16" ? 5 : 9))) : "");
  if (view === "head") {
    const { values } = session.matrix(session.panel);
    return [
      csvLine([transpose ? say("key") : "", ...columns.map(({ label }) => label)]),
      ...rows.map(({ label }, row) => csvLine([label, ...Array.from(values.subarray(row * columns.length, (row + 1) * columns.length), number)])),
    ];
  }
  if (view === "text") {
    const { values } = textScores(session);
    return [csvLine(["token", "value"]), ...columns.map(({ label }, column) => csvLine([label, number(values[column])]))];
  }
  const lines = [csvLine(["layer", "head", "query", "key", "query_token", "key_token", "value"])];
  const [rowFields, columnFields] = [rows, columns].map((groups) => groups.map(({ label }) => csvField(label)));
  for (const panel of drawnPanels(session)) {
    const { values } = session.matrix(panel);
    const place = `${placeName(panel.layer)},${placeName(panel.head)}`;
    rowFields.forEach((one, row) => columnFields.forEach((other, column) => {
      const ends = transpose ? `${column},${row},${other},${one}` : `${row},${column},${one},${other}`;
      lines.push(`${place},${ends},${number(values[row * columns.length + column])}\n`);
    }));
  }
  return lines;
}

/** @param {string[]} fields */
function csvLine(fields) {
  return `${fields.map(csvField).join(",")}\n`;
}

/** @param {string} field */
function csvField(field) {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
