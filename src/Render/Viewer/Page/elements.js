/**
 * Makes an element. What comes from texts and models enters as text, never as markup.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/**
 * An element of the page that must be there.
 * @param {string} id
 */
function byId(id) {
  const found = document.getElementById(id);
  if (!found) {
    throw new Error(`The page has no element '${id}'.`);
  }
  return found;
}

/**
 * A labelled control in a line of its own.
 * @param {string} label
 * @param {HTMLElement} control
 */
function labelled(label, control) {
  return element("label", { class: "field" }, element("span", {}, say(label)), control);
}

/**
 * A list of words to choose from, tied to a choice.
 * @param {Session} session
 * @param {keyof Choices} name
 * @param {[string, string][]} options  value and label
 */
function selectOf(session, name, options) {
  const select = element("select", { "data-choice": name }, ...options.map(([value, label]) => element("option", { value }, label)));
  select.value = String(session.choices[name]);
  select.addEventListener("change", () => session.change({ [name]: select.value }));
  return select;
}

/**
 * A box to tick, tied to a choice.
 * @param {Session} session
 * @param {keyof Choices} name
 * @param {string} label
 */
function tickOf(session, name, label) {
  const box = element("input", { type: "checkbox", "data-choice": name });
  box.checked = session.choices[name] === true;
  box.addEventListener("change", () => session.change({ [name]: box.checked }));
  return element("label", { class: "tick" }, box, element("span", {}, say(label)));
}

/**
 * A field to type in, tied to a choice. What cannot be read is marked and changes nothing.
 * @param {Session} session
 * @param {keyof Choices} name
 * @param {string} placeholder
 * @param {(text: string) => boolean} isRead
 */
function typedOf(session, name, placeholder, isRead) {
  const field = element("input", { type: "text", inputmode: "decimal", autocomplete: "off", placeholder: say(placeholder), "data-choice": name });
  field.value = String(session.choices[name]);
  field.addEventListener("input", () => {
    const text = field.value.trim();
    const isRight = text === "" || isRead(text);
    field.setAttribute("aria-invalid", String(!isRight));
    if (isRight) {
      session.change({ [name]: text });
    }
  });
  return field;
}

/** @param {string} text */
function isNumber(text) {
  return Number.isFinite(Number(text));
}

/** @param {string} text */
function isList(text) {
  return listed(text) !== null;
}
