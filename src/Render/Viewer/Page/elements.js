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
 * A list of words to choose from.
 * @param {Session} session
 * @param {keyof Choices} name
 * @param {[string, string][]} options  value and label
 */
function listOf(session, name, options) {
  const select = element("select", { "data-choice": name }, ...options.map(([value, label]) => element("option", { value }, label)));
  select.value = String(session.choices[name]);
  return select;
}

/**
 * A list of words, tied to a choice.
 * @param {Session} session
 * @param {keyof Choices} name
 * @param {[string, string][]} options  value and label
 */
function selectOf(session, name, options) {
  const select = listOf(session, name, options);
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
 * A field to type in, tied to a choice. What makes no sense is marked, said under the field, and changes nothing.
 * @param {Session} session
 * @param {keyof Choices} name
 * @param {string} label
 * @param {string} placeholder
 */
function typedOf(session, name, label, placeholder) {
  const field = element("input", { type: "text", inputmode: "decimal", autocomplete: "off", placeholder: say(placeholder), "data-choice": name });
  field.value = String(session.choices[name]);
  return checked(session, name, label, field, "input", (text) => session.change({ [name]: text }));
}

/**
 * A labelled control that takes what makes sense, and says of the rest why it does not.
 * @param {Session} session
 * @param {keyof Choices} name
 * @param {string} label
 * @param {HTMLInputElement | HTMLSelectElement} control
 * @param {string} event
 * @param {(text: string) => void} take
 */
function checked(session, name, label, control, event, take) {
  const problem = element("p", { id: `wrong-${name}`, class: "wrong", hidden: "" });
  control.setAttribute("aria-describedby", problem.id);
  control.addEventListener(event, () => {
    const said = problemOf(session, name, control.value.trim());
    control.setAttribute("aria-invalid", String(said !== ""));
    problem.textContent = said;
    problem.hidden = said === "";
    if (said === "") {
      take(control.value.trim());
      // Of two limits that do not go together, the other may be right now.
      document.querySelectorAll("#groups input[aria-invalid=true]").forEach((other) => other.dispatchEvent(new Event("input")));
    }
  });
  return element("div", {}, labelled(label, control), problem);
}
