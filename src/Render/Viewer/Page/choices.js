/**
 * All that a reader chooses. The names are those of the command line where it has the same choice; what is as usual is not in a link.
 */
const usualChoices = {
  view: "grid",
  text: "0",
  maps: "",
  layer: "",
  head: "",
  layers: "",
  heads: "",
  mean: "none",
  order: "layer",
  picks: "",
  tokens: "",
  score: "",
  cmap: "",
  norm: "linear",
  gamma: "",
  linthresh: "",
  linscale: "",
  "linear-width": "",
  vcenter: "",
  halfrange: "",
  boundaries: "",
  vmin: "",
  vmax: "",
  robust: false,
  scale: "shared",
  "drop-special": false,
  renormalize: false,
  merge: "none",
  pretty: false,
  threshold: "",
  transpose: false,
  theme: "auto",
  language: "en",
  size: "14",
  zoom: "1",
  cells: "image",
};

/** @typedef {typeof usualChoices} Choices */

/** What each choice of a few words may be. */
const allowedChoices = /** @type {Record<string, string[]>} */ ({
  view: ["grid", "head", "lines", "text"],
  mean: ["none", "heads", "layers", "all", "only"],
  norm: Object.keys(normParameters),
  scale: ["shared", "row", "panel"],
  merge: ["none", "sum", "max", "first"],
  theme: ["auto", "light", "dark"],
  language: ["en", "zh"],
  cells: ["image", "vector"],
});

/**
 * The choices of a link; whatever makes no sense is as usual.
 * @param {string} fragment
 * @param {Choices} usual
 * @returns {Choices}
 */
function choicesOf(fragment, usual) {
  const found = /** @type {Record<string, string | boolean>} */ ({ ...usual });
  for (const [name, text] of new URLSearchParams(fragment.replace(/^#/, ""))) {
    if (!(name in usual)) {
      continue;
    }
    if (typeof found[name] === "boolean") {
      found[name] = text !== "0";
    } else if (!allowedChoices[name] || allowedChoices[name].includes(text)) {
      found[name] = text;
    }
  }
  return /** @type {Choices} */ (found);
}

/**
 * @param {Choices} choices
 * @param {Choices} usual
 */
function fragmentOf(choices, usual) {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(choices)) {
    if (value !== usual[/** @type {keyof Choices} */ (name)]) {
      parts.set(name, value === true ? "1" : value === false ? "0" : value);
    }
  }
  return parts.toString();
}
