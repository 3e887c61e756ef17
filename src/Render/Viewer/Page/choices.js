/**
 * All that a reader chooses. The names are those of the command line where it has the same choice; what is as usual is not in a link. What another choice
 * makes sense beside stands before it.
 */
const usualChoices = {
  view: "grid",
  text: "0",
  maps: "",
  layers: "",
  heads: "",
  mean: "none",
  order: "layer",
  layer: "",
  head: "",
  picks: "",
  "drop-special": false,
  renormalize: false,
  merge: "none",
  pretty: false,
  transpose: false,
  tokens: "",
  score: "",
  cmap: "",
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
  norm: "linear",
  scale: "shared",
  threshold: "",
  theme: "auto",
  language: "en",
  size: "14",
  zoom: "1",
  cells: "image",
};

/** @typedef {typeof usualChoices} Choices */

/** What the place of a colour depends on, besides the numbers. */
const choicesOfScale = ["cmap", ...Object.values(normParameters).flat(), "vmin", "vmax", "robust", "norm", "scale"];

/**
 * The choices that a link names, in the order in which one makes sense beside another.
 * @param {string} fragment
 * @param {Choices} usual
 * @returns {[keyof Choices, string | boolean][]}
 */
function choicesIn(fragment, usual) {
  const parts = new URLSearchParams(fragment.replace(/^#/, ""));
  return /** @type {(keyof Choices)[]} */ (Object.keys(usual)).filter((name) => parts.has(name)).map((name) => {
    const text = (parts.getAll(name).at(-1) ?? "").trim();
    return [name, typeof usual[name] === "boolean" ? text !== "0" : text];
  });
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
