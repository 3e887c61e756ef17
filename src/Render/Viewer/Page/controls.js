/** The choices that other controls depend on, so that all are made anew. */
const choicesOfControls = ["text", "maps", "norm", "language", "layers", "heads", "mean", "theme", "loaded", "merge", "view", "transpose"];

/**
 * The controls at the side, in groups.
 * @param {Session} session
 * @returns {() => void}  draws again what a change of a choice does not make anew
 */
function buildControls(session) {
  const { catalog, text, maps } = session;
  const picker = headPicker(session);
  const groups = [
    group("Data", "data", [
      ...(catalog.texts.length > 1
        ? [labelled("Text to show", selectOf(session, "text", catalog.texts.map(({ name }, i) => [String(i), `${i + 1}. ${name}`])))] : []),
      ...(text.maps.length > 1 ? [labelled("Maps", mapsChoice(session))] : []),
      element("div", { class: "field" }, element("span", {}, say("Heads")), picker.canvas),
      ...(maps.layers && maps.layers.length > 1 ? [typedOf(session, "layers", "Layers shown", "all, or 0-3,5")] : []),
      ...(maps.heads && maps.heads.length > 1 ? [typedOf(session, "heads", "Heads shown", "all, or 0-3,5")] : []),
      labelled("Means", selectOf(session, "mean", [
        ["none", say("none")], ["heads", say("over heads")], ["layers", say("over layers")], ["all", say("both")], ["only", say("only the one of all")],
      ])),
      labelled("Order of heads", selectOf(session, "order", [["layer", say("by layer")],
        .../** @type {[string, string][]} */ (Object.keys(headStatistics).map((name) => [name, say(name)]))])),
      ...(session.scores.length > 0 ? [labelled("Color the text by", selectOf(session, "score", [["", say("attention of the heads")],
        .../** @type {[string, string][]} */ (session.scores.map(({ name }) => [name, name]))]))] : []),
      clearButtons(session),
    ]),
    group("Colors", "colors", [
      colormapPicker(session),
      normChoice(session),
      ...normParameters[session.choices.norm].map((name) => typedOf(session, /** @type {keyof Choices} */ (name), name, usualParameters[name])),
      element("div", { class: "pair" },
        typedOf(session, "vmin", "Lower limit", "from the data"),
        typedOf(session, "vmax", "Upper limit", "from the data")),
      tickOf(session, "robust", "Limits at the 2nd and 98th percentile"),
      labelled("Scale", selectOf(session, "scale", [["shared", say("shared by all")], ["row", say("one a layer")], ["panel", say("one a map")]])),
      typedOf(session, "threshold", "Hide what is below", "0"),
    ]),
    group("Tokens", "tokens", [
      tickOf(session, "drop-special", "Leave out special tokens"),
      ...(maps.signed ? [] : [tickOf(session, "renormalize", "Rows sum to 1 again")]),
      ...(text.axes[maps.queries].words && maps.rowLabels.length === 0 ? [labelled("Merge parts of words", selectOf(session, "merge", [
        ["none", say("none")], ["sum", say("sum to, mean from")], ["max", say("largest value")], ["first", say("first part")],
      ]))] : []),
      tickOf(session, "pretty", "Text instead of vocabulary"),
      tickOf(session, "transpose", "Swap rows and columns"),
    ]),
    group("Look", "look", [
      labelled("Theme", selectOf(session, "theme", [["auto", say("as the system")], ["light", say("light")], ["dark", say("dark")]])),
      labelled("Size of text", sliderOf(session, "size", leastSize, mostSize, 1)),
      labelled("Zoom", sliderOf(session, "zoom", leastZoom, mostZoom, 0.25)),
      labelled("Language", selectOf(session, "language", [["en", "English"], ["zh", "中文"]])),
    ]),
    group("Hand back", "hand-back", handBack(session)),
  ];
  const panel = byId("groups");
  // In a narrow window the groups are few lines at first, so that all are seen.
  const closed = panel.children.length > 0 ? [...panel.querySelectorAll("details:not([open])")].map((one) => one.id)
    : matchMedia("(max-width: 700px)").matches ? ["group-tokens", "group-look", "group-hand-back", "group-data"] : [];
  const focused = document.activeElement?.getAttribute("data-choice");
  panel.replaceChildren(...groups);
  closed.forEach((id) => document.getElementById(id)?.removeAttribute("open"));
  if (focused) {
    /** @type {HTMLElement | null} */ (panel.querySelector(`[data-choice="${focused}"]`))?.focus();
  }
  return picker.draw;
}

/**
 * @param {string} title
 * @param {string} id
 * @param {HTMLElement[]} children
 */
function group(title, id, children) {
  return element("details", { id: `group-${id}`, open: "" }, element("summary", {}, say(title)), ...children);
}

/** What a norm's parameter is where none is typed. */
const usualParameters = /** @type {Record<string, string>} */ ({
  gamma: "1", linthresh: "from the data", linscale: "1", "linear-width": "1", vcenter: "0", halfrange: "from the data",
  boundaries: "at least two, increasing",
});

/**
 * The norms. One of regions draws nothing without boundaries, so it comes with some.
 * @param {Session} session
 */
function normChoice(session) {
  const select = listOf(session, "norm", Object.keys(normParameters).map((name) => [name, say(name)]));
  select.addEventListener("change", () => {
    if (select.value === "boundary" && session.choices.boundaries === "") {
      session.change({ boundaries: regionsOf(session.scale(session.panel).norm).join(",") });
    }
  });
  return checked(session, "norm", "Norm", select, "change", (norm) => session.change({ norm }));
}

/** @param {Session} session */
function mapsChoice(session) {
  const select = element("select", { "data-choice": "maps" }, ...session.text.maps.map(
    ({ name, title }) => element("option", { value: name, title }, name)));
  select.value = session.maps.name;
  select.addEventListener("change", () => session.change({ maps: select.value, picks: "" }));
  return select;
}

/** @param {Session} session */
function clearButtons(session) {
  const picks = element("button", { type: "button", class: "small" }, say("Clear picks"));
  picks.addEventListener("click", () => session.change({ picks: "" }));
  const tokens = element("button", { type: "button", class: "small" }, say("Clear tokens"));
  tokens.addEventListener("click", () => session.change({ tokens: "" }));
  return element("div", { class: "line" }, picks, tokens);
}

/**
 * @param {Session} session
 * @param {keyof Choices} name
 * @param {number} least
 * @param {number} most
 * @param {number} step
 */
function sliderOf(session, name, least, most, step) {
  const slider = element("input", { type: "range", min: String(least), max: String(most), step: String(step), "data-choice": name });
  slider.value = String(session.choices[name]);
  slider.addEventListener("input", () => session.change({ [name]: slider.value }));
  return slider;
}
