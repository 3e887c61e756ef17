// The token came with the address. It is kept for this tab, and out of the address, which may be copied or shown.
const TokenKey = "attn-token";
const query = new URLSearchParams(location.search);
if (query.has("token")) {
  sessionStorage.setItem(TokenKey, query.get("token") ?? "");
}

/** The kinds of attention of the model that is shown. */
let places = /** @type {{name: string, prefix: string, layers: number, heads: number}[]} */ ([]);

/** @type {AbortController | null} */
let under = null;

/**
 * @param {string} path
 * @param {RequestInit} [options]
 */
function ask(path, options = {}) {
  const headers = { ...options.headers, Authorization: `Bearer ${sessionStorage.getItem(TokenKey)}` };
  return fetch(path, { ...options, headers });
}

/** @param {string | null} sentence */
function tell(sentence) {
  byId("problem").hidden = sentence === null;
  byId("problem").textContent = sentence;
}

/**
 * Reads server-sent events, which `EventSource` cannot ask for with a header.
 * @param {Response} response
 * @param {(name: string, data: any) => void} handle
 */
async function readEvents(response, handle) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    text += decoder.decode(value, { stream: !done });
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const [name, data] = text.slice(0, end).split("\n");
      handle(name.slice("event: ".length), JSON.parse(data.slice("data: ".length)));
      text = text.slice(end + 2);
    }
    if (done) {
      return;
    }
  }
}

async function run() {
  under?.abort();
  const mine = new AbortController();
  under = mine;
  tell(null);
  byId("cancel").hidden = false;
  const began = performance.now();
  fitForm();
  keepForm();
  asRun = formText();
  const said = fields();
  if (valueOf("measure") !== "" && off.size === 0) {
    said.measure = valueOf("measure");
    if (valueOf("to") !== "") {
      said.to = valueOf("to");
    }
  }
  try {
    const response = await ask("/api/look", {
      method: "POST", body: JSON.stringify(said), signal: mine.signal, headers: { Accept: "text/event-stream" },
    });
    if (!response.ok) {
      throw new Error((await response.json()).detail);
    }
    await readEvents(response, (name, data) => {
      if (name === "place") {
        byId("progress").textContent = `${say("waiting, place")} ${data}`;
      } else if (name === "running") {
        byId("progress").textContent = `${say("running, layers:")} ${data.layers}`;
      } else if (name === "problem") {
        throw new Error(data.detail);
      } else {
        show(data.body, () => {
          byId("progress").textContent = `${Math.round(performance.now() - began)} ms`;
        });
        tell(data.remarks.length > 0 ? data.remarks.join(" ") : null);
      }
    });
  } catch (error) {
    if (mine.signal.aborted) {
      byId("progress").textContent = under === mine ? say("cancelled") : "";
    } else {
      byId("progress").textContent = "";
      hideOther();
      tell(/** @type {Error} */ (error).message);
    }
  }
  if (under === mine) {
    under = null;
    byId("cancel").hidden = true;
  }
}

/** What another model showed is no answer. */
function hideOther() {
  const isOther = shown.model !== valueOf("model");
  byId("side").hidden ||= isOther;
  byId("view").hidden ||= isOther;
}

/**
 * @param {any} look
 * @param {() => void} drawn  called when its maps are on the screen
 */
function show(look, drawn) {
  byId("side").hidden = false;
  byId("view").hidden = false;
  showMaps(look.page, drawn);
  places = look.places;
  showPlaces();
  showChanges(look.changes);
}

/** How many pages were shown, and what waits for the last to be drawn. */
const shown = { count: 0, isLoaded: false, model: "", drawn: () => {} };

/**
 * Shows a page. One that stands already is given its numbers alone, so that what the reader has chosen in it stays.
 * @param {string} page
 * @param {() => void} drawn
 */
function showMaps(page, drawn) {
  const frame = /** @type {HTMLIFrameElement} */ (byId("view"));
  shown.count++;
  shown.drawn = drawn;
  shown.model = valueOf("model");
  if (shown.isLoaded) {
    const parts = [...new DOMParser().parseFromString(page, "text/html").querySelectorAll('[id^="block-"], #catalog')];
    frame.contentWindow?.postMessage({ number: shown.count, parts: Object.fromEntries(parts.map(({ id, textContent }) => [id, textContent])) }, "*");
    return;
  }
  frame.onload = () => {
    shown.isLoaded = true;
    frame.contentWindow?.postMessage({ number: shown.count }, "*");
  };
  frame.srcdoc = page;
}

/** @param {MessageEvent} event */
function hearFrame({ source, data }) {
  if (source === /** @type {HTMLIFrameElement} */ (byId("view")).contentWindow && data.drawn === shown.count) {
    shown.drawn();
  }
}

/** The kinds of attention to choose from, and the heads of the chosen one. */
function showPlaces() {
  const select = /** @type {HTMLSelectElement} */ (byId("place"));
  const chosen = select.value;
  byId("place-field").hidden = places.length < 2;
  select.replaceChildren(...places.map(({ name, prefix }) => optionOf(prefix, say(name))));
  select.value = places.some(({ prefix }) => prefix === chosen) ? chosen : places[0].prefix;
  showHeads();
}

function showHeads() {
  const { prefix, layers, heads } = places.find((place) => place.prefix === valueOf("place")) ?? places[0];
  const grid = byId("heads");
  const size = `${prefix}${layers}x${heads}`;
  if (grid.dataset.size !== size) {
    grid.dataset.size = size;
    grid.style.gridTemplateColumns = `auto repeat(${heads}, minmax(1.2rem, 1fr))`;
    grid.replaceChildren(named("span", ""));
    for (let head = 0; head < heads; head++) {
      grid.append(named("span", `${head}`));
    }
    for (let layer = 0; layer < layers; layer++) {
      grid.append(named("span", `${layer}`));
      for (let head = 0; head < heads; head++) {
        grid.append(headButton(prefix, layer, head));
      }
    }
  }
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (grid.querySelectorAll("button"))) {
    button.setAttribute("aria-pressed", `${off.has(`${prefix}${button.dataset.head}`)}`);
  }
}

/**
 * @param {string} tag
 * @param {string} text
 */
function named(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

/**
 * @param {string} prefix
 * @param {number} layer
 * @param {number} head
 */
function headButton(prefix, layer, head) {
  const name = `${prefix}${layer}.${head}`;
  const button = /** @type {HTMLButtonElement} */ (named("button", "·"));
  button.type = "button";
  button.dataset.head = `${layer}.${head}`;
  button.setAttribute("aria-label", `${say("switch off")} ${name}`);
  button.addEventListener("click", () => {
    off.has(name) ? off.delete(name) : off.add(name);
    run();
  });
  button.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    const next = step && byId("heads").querySelector(`[data-head="${layer + step[0]}.${head + step[1]}"]`);
    if (next) {
      /** @type {HTMLElement} */ (next).focus();
      event.preventDefault();
    }
  });
  return button;
}

/** @param {any} changes */
function showChanges(changes) {
  byId("changes").hidden = changes === null;
  if (changes === null) {
    return;
  }
  const parts = [];
  if (changes.embedding !== null) {
    parts.push(named("p", `${say("Vector of the text: cosine with the plain run's:")} ${changes.embedding.toFixed(4)}`));
  }
  if (changes.predictions !== null) {
    parts.push(table(["prediction", "plain", "now"].map(say), changes.predictions.map((/** @type {any} */ one) => [
      one.label, percent(one.before), percent(one.after),
    ])));
  }
  for (const sentence of changes.sentences) {
    parts.push(named("p", sentence));
  }
  byId("changed").replaceChildren(...parts);
}

/** @param {number | null} share */
function percent(share) {
  return share === null ? "–" : `${(100 * share).toFixed(1)} %`;
}

/**
 * @param {string[]} headings
 * @param {string[][]} rows
 */
function table(headings, rows) {
  const made = document.createElement("table");
  const head = made.createTHead().insertRow();
  for (const heading of headings) {
    head.append(named("th", heading));
  }
  const body = made.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    row.forEach((text, place) => {
      const cell = line.insertCell();
      cell.textContent = text;
      cell.className = place > 0 ? "number" : "";
    });
  }
  return made;
}

/** @param {HTMLElement} button */
async function save(button) {
  const { command, format } = button.dataset;
  const response = await ask(`/api/${command}`, { method: "POST", body: JSON.stringify({ ...fields(), format }) });
  if (!response.ok) {
    tell((await response.json()).detail);
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = `${nameOfRun()}.${format}`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** A file's name that tells one run from another: its first words, and what is switched off. */
function nameOfRun() {
  const words = valueOf("text").normalize().match(/[\p{L}\p{N}]+/gu) ?? [];
  return ["attention", ...words.slice(0, 5), ...[...off].map((head) => `without ${head}`)].join("-").replaceAll(" ", "-").slice(0, 80);
}

/**
 * @param {string} value
 * @param {string} text
 */
function optionOf(value, text) {
  const option = /** @type {HTMLOptionElement} */ (named("option", text));
  option.value = value;
  return option;
}

/**
 * @param {string} id
 * @param {string[]} names
 */
function fill(id, names) {
  byId(id).append(...names.map((name) => optionOf(name, name)));
}

async function start() {
  addEventListener("message", hearFrame);
  speak();
  history.replaceState(null, "", location.pathname);
  const status = await ask("/api/status");
  if (!status.ok) {
    tell((await status.json()).detail);
    return;
  }
  const known = await status.json();
  withTarget = known.with_target;
  fill("model", known.models);
  fill("measure", (await (await ask("/api/look/measures")).json()));
  byId("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  byId("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      run();
    }
  });
  byId("model").addEventListener("change", () => {
    off.clear();
    run();
  });
  byId("measure").addEventListener("change", run);
  byId("place").addEventListener("change", showHeads);
  byId("ask").addEventListener("input", showStale);
  byId("cancel").addEventListener("click", () => under?.abort());
  byId("all-on").addEventListener("click", () => {
    off.clear();
    run();
  });
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-command]"))) {
    button.addEventListener("click", () => save(button));
  }
  restoreForm();
  await run();
}

start().catch((error) => tell(error.message));
