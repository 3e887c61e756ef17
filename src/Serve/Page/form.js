/** What a tab keeps when it is loaded anew. */
const FormKey = "attn-form";
const kept = ["text", "pair", "target", "model", "measure", "to"];

/** The switched-off heads, as `3.7`, or `cross 3.7` in models with several kinds of attention. */
const off = /** @type {Set<string>} */ (new Set());

/** The models that read a target. */
let withTarget = /** @type {string[]} */ ([]);

/** What stands in the form since the last run, to tell whether the maps are still of it. */
let asRun = "";

/** @param {string} id */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @param {string} id */
function valueOf(id) {
  return /** @type {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} */ (document.getElementById(id)).value;
}

/** What the form and the heads say, as the fields of a request. */
function fields() {
  /** @type {Record<string, unknown>} */
  const said = { text: valueOf("text"), model: valueOf("model") };
  for (const name of ["pair", "target"]) {
    if (valueOf(name) !== "" && !isDisabled(name)) {
      said[name] = valueOf(name);
    }
  }
  if (off.size > 0) {
    said.ablate = [...off].map((head) => `${head}=zero`);
  }
  return said;
}

/** @param {string} id */
function isDisabled(id) {
  return /** @type {HTMLInputElement} */ (byId(id)).disabled;
}

/** Lets be filled in what the chosen model and the switched-off heads heed. */
function fitForm() {
  /** @type {HTMLInputElement} */ (byId("target")).disabled = !withTarget.includes(valueOf("model"));
  // Measures are of the model as it is.
  /** @type {HTMLSelectElement} */ (byId("measure")).disabled = off.size > 0;
  byId("to-field").hidden = valueOf("measure") === "" || off.size > 0;
}

/** What stands in the form, as text to compare. */
function formText() {
  return JSON.stringify(kept.map(valueOf));
}

/** What a tab that is loaded anew shows again. */
function keepForm() {
  sessionStorage.setItem(FormKey, JSON.stringify([kept.map(valueOf), [...off]]));
}

function restoreForm() {
  const [values, heads] = JSON.parse(sessionStorage.getItem(FormKey) ?? "[[],[]]");
  values.forEach((/** @type {string} */ value, /** @type {number} */ place) => {
    const field = /** @type {HTMLInputElement | HTMLSelectElement} */ (byId(kept[place]));
    if (!(field instanceof HTMLSelectElement) || [...field.options].some((option) => option.value === value)) {
      field.value = value;
    }
  });
  heads.forEach((/** @type {string} */ head) => off.add(head));
}

/** Says when the maps are of another text than the form. */
function showStale() {
  if (asRun !== "" && !under) {
    byId("progress").textContent = asRun === formText() ? "" : say("changed: Enter runs it");
  }
}
