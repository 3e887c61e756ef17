/**
 * What is wrong with each choice beside those that are made: a sentence, the command line's where it has one; empty where nothing is.
 * @type {Record<string, (session: Session, text: string) => string>}
 */
const choiceChecks = {
  view: oneOf(["grid", "head", "lines", "text"]),
  text: (session, text) => among(text, session.catalog.texts.map((_, i) => String(i))),
  maps: (session, text) => among(text, session.text.maps.map(({ name }) => name)),
  layers: (session, text) => listProblem("--layers", text, session.maps.layers ?? [], "There is no layer {0}: these maps have layers {1}."),
  heads: (session, text) => listProblem("--heads", text, session.maps.heads ?? [], "There is no head {0}: these maps have heads {1}."),
  mean: oneOf(["none", "heads", "layers", "all", "only"]),
  order: oneOf(["layer", ...Object.keys(headStatistics)]),
  layer: (session, text) => placeProblem(text, session.maps.layers),
  head: (session, text) => placeProblem(text, session.maps.heads),
  picks: ({ maps }, text) => {
    const isThere = (/** @type {string} */ name) => {
      const [layer, head, ...others] = name.split(".");
      return others.length === 0 && head !== undefined && placeProblem(layer, maps.layers) === "" && placeProblem(head, maps.heads) === "";
    };
    return text.split(",").every(isThere) ? "" : senseless;
  },
  merge: oneOf(["none", "sum", "max", "first"]),
  tokens: (session, text) => listProblem("", text, session.rows.map((_, row) => row), senseless),
  score: (session, text) => among(text, session.scores.map(({ name }) => name)),
  cmap: (session, text) => (session.tables.has(text) ? "" : tell("No colormap '{0}'.", text)),
  gamma: positiveProblem("gamma"),
  linthresh: positiveProblem("linthresh"),
  linscale: positiveProblem("linscale"),
  "linear-width": positiveProblem("linear-width"),
  halfrange: positiveProblem("halfrange"),
  vcenter: (_, text) => numberProblem("--vcenter", text),
  boundaries: (_, text) => numbersIn(text).map((part) => numberProblem("--boundaries", part)).find((problem) => problem !== "")
    ?? (isIncreasing(numbersIn(text).map(Number)) ? "" : tell("Boundaries must be at least two increasing numbers; given are {0}.", text)),
  vmin: (session, text) => numberProblem("--vmin", text) || (session.choices.norm === "log" ? logProblem(text) : ""),
  vmax: (session, text) => numberProblem("--vmax", text) || (session.choices.norm === "log" ? logProblem(text) : ""),
  norm: ({ choices }, text) => among(text, Object.keys(normParameters))
    || (text === "log" ? logProblem(choices.vmin) || logProblem(choices.vmax) : ""),
  scale: oneOf(["shared", "row", "panel"]),
  threshold: (_, text) => (isNumber(text) && Number(text) >= 0 ? ""
    : tell("'{0}' cannot be read: a number from 0 up was expected, such as 0.5.", text)),
  theme: oneOf(["auto", "light", "dark"]),
  language: oneOf(["en", "zh"]),
  size: (_, text) => (isNumber(text) && Number(text) >= leastSize && Number(text) <= mostSize ? "" : senseless),
  zoom: (_, text) => (isNumber(text) && Number(text) >= leastZoom && Number(text) <= mostZoom ? "" : senseless),
  cells: oneOf(["image", "vector"]),
};

/** Of what only a link can say, nobody reads more than the link. */
const senseless = "?";

const [leastSize, mostSize, leastZoom, mostZoom] = [9, 28, 0.5, 8];

/**
 * What is wrong with a choice beside those that are made.
 * @param {Session} session
 * @param {keyof Choices} name
 * @param {string | boolean} value
 */
function problemOf(session, name, value) {
  const own = typeof value === "string" && value !== session.usual[name] && Object.hasOwn(choiceChecks, name) ? choiceChecks[name](session, value) : "";
  return own !== "" || !session.isReady || !choicesOfScale.includes(name) ? own : session.scaleProblem({ [name]: value });
}

/** @param {string[]} allowed */
function oneOf(allowed) {
  return (/** @type {Session} */ _, /** @type {string} */ text) => among(text, allowed);
}

/**
 * @param {string} text
 * @param {string[]} allowed
 */
function among(text, allowed) {
  return allowed.includes(text) ? "" : senseless;
}

/**
 * What is not shown at the moment may still be chosen.
 * @param {string} text
 * @param {number[] | undefined} all
 */
function placeProblem(text, all) {
  return !all || text === "mean" ? "" : among(text, all.map(String));
}

/**
 * @param {string} option
 * @param {string} text
 * @param {number[]} all
 * @param {string} missing  what is said of a number that is not there
 */
function listProblem(option, text, all, missing) {
  const ranges = rangesOf(text);
  if (!ranges) {
    return tell("'{0}' cannot be read after {1}: numbers and ranges from 0 up were expected, such as 0-3,5.", text, option);
  }
  const first = missingOf(ranges, all);
  return first < 0 ? "" : tell(missing, first, all.at(-1) === all[0] + all.length - 1 ? tell("{0} to {1}", all[0], all.at(-1) ?? 0) : all.join(", "));
}

/**
 * @param {string} option
 * @param {string} text
 */
function numberProblem(option, text) {
  return isNumber(text) ? "" : tell("'{0}' cannot be read after {1}: a number was expected, such as 0.5.", text, option);
}

/** @param {string} name */
function positiveProblem(name) {
  return (/** @type {Session} */ _, /** @type {string} */ text) => numberProblem(`--${name}`, text)
    || (Number(text) > 0 ? "" : tell("{0} must be positive, and {1} is not.", name, text));
}

/** @param {string} limit */
function logProblem(limit) {
  return limit === "" || Number(limit) > 0 ? ""
    : tell("A logarithmic scale cannot reach {0}; give positive limits, or use norm symlog or asinh.", limit);
}
