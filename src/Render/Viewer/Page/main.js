/** Where controls stand beside the picture; a frame may learn its width late. */
const hasRoom = matchMedia("(min-width: 900px)");
const followRoom = () => showControls(hasRoom.matches);

/** @param {boolean} isShown */
function showControls(isShown) {
  document.body.classList.toggle("controls", isShown);
  byId("toggle").setAttribute("aria-expanded", String(isShown));
}

/**
 * What does not move: titles, tabs, buttons.
 * @param {Session} session
 */
function showFrame(session) {
  const { choices } = session;
  speak(choices.language);
  document.documentElement.lang = choices.language === "zh" ? "zh-CN" : "en";
  document.documentElement.dataset.theme = session.isDark ? "dark" : "light";
  document.documentElement.style.fontSize = `${session.fontSize}px`;
  const title = titleOf(session.catalog);
  document.title = title;
  byId("title").textContent = title;
  byId("of").textContent = session.text.name;
  byId("of").title = session.text.name;
  byId("lacking").textContent = lackingOf(session.text);
  for (const tab of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-view]"))) {
    const isChosen = tab.dataset.view === choices.view;
    tab.setAttribute("aria-selected", String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
  }
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-say]"))) {
    one.textContent = say(one.dataset.say ?? "");
  }
  byId("stage").setAttribute("aria-labelledby", `tab-${choices.view}`);
}

/**
 * The title in the language of the page; the model's name is no word of it.
 * @param {Catalog} catalog
 */
function titleOf({ title, model }) {
  return model && title.includes(model) ? say(title.split(model).join("{0}")).split("{0}").join(model) : title;
}

/**
 * What the vocabulary lacks of a text: a picture of [UNK] shows nothing of it.
 * @param {TextEntry} text
 */
function lackingOf({ axes }) {
  const told = axes.map(({ unknown }) => (unknown
    ? tell("{0} of {1} tokens are {2}: the model's vocabulary lacks what they stand for.", unknown.count, unknown.all, unknown.token) : ""));
  return [...new Set(told)].filter((one) => one !== "").join(" ");
}

/** @param {Session} session */
function keepLink(session) {
  const fragment = fragmentOf(session.choices, session.usual);
  try {
    history.replaceState(null, "", fragment === "" ? location.pathname + location.search : `#${fragment}`);
  } catch {
    // A frame without an address of its own keeps no link.
  }
}

/**
 * Says once what a link asked for in vain; the address does not say it any more.
 * @param {Session} session
 */
function tellSenseless(session) {
  if (session.isReady && session.senseless.length > 0) {
    const shown = session.senseless.slice(0, 4).map((one) => (one.length > 40 ? `${one.slice(0, 40)}…` : one));
    announce(tell("As usual, since the link makes no sense here: {0}.", [...shown, ...(session.senseless.length > 4 ? ["…"] : [])].join(", ")));
    session.senseless = [];
    keepLink(session);
  }
}

/** @param {Session} session */
function listenToTabs(session) {
  const tabs = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-view]")]);
  tabs.forEach((tab, place) => {
    tab.addEventListener("click", () => session.change({ view: tab.dataset.view }));
    tab.addEventListener("keydown", (event) => {
      const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
      if (step !== 0) {
        const next = tabs[(place + step + tabs.length) % tabs.length];
        session.change({ view: next.dataset.view });
        next.focus();
        event.preventDefault();
      }
    });
  });
  byId("toggle").addEventListener("click", () => {
    hasRoom.removeEventListener("change", followRoom);
    showControls(!document.body.classList.contains("controls"));
  });
}

async function start() {
  const source = openSource();
  const catalog = await source.catalog();
  const tables = new ColorTables(await inflated(bytesOf(textOf("colormaps"))));
  const usual = {
    ...usualChoices,
    cmap: catalog.cmap ?? "",
    theme: catalog.theme ?? "auto",
    language: catalog.language ?? (navigator.language.startsWith("zh") ? "zh" : "en"),
  };
  const session = new Session(source, catalog, tables, usual);
  session.open(location.hash);
  showFrame(session);
  followRoom();
  hasRoom.addEventListener("change", followRoom);
  await session.load();
  const stage = new Stage(session);
  let refresh = buildControls(session);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;
  let isAwaited = false;
  /** @param {string[]} names */
  const follow = (names) => {
    keepLink(session);
    showFrame(session);
    tellSenseless(session);
    if (!session.isReady) {
      byId("readout").textContent = `${say("Loading")} …`;
      session.load();
      return;
    }
    if (names.some((name) => choicesOfControls.includes(name) && !isTypedIn(name))) {
      refresh = buildControls(session);
    }
    showCommand(session);
    if (!isAwaited) {
      isAwaited = true;
      requestAnimationFrame(() => {
        isAwaited = false;
        stage.draw();
        refresh();
        clearTimeout(later);
        later = setTimeout(() => fillTable(session), 250);
      });
    }
  };
  session.listen(follow);
  listenToTabs(session);
  listenToKeys(session, stage);
  addEventListener("hashchange", () => session.open(location.hash));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => follow(["theme"]));
  stage.draw();
  tellSenseless(session);
  showCommand(session);
  byId("marks").dataset.ready = "true";
  later = setTimeout(() => fillTable(session), 250);
  return session;
}

/**
 * Shows what the page around this one sends, and answers when it is drawn.
 * @param {Promise<Session | void>} started
 */
function listenToParent(started) {
  addEventListener("message", async ({ source, data }) => {
    if (parent === window || source !== parent) {
      return;
    }
    const session = await started;
    if (session && data.parts) {
      replaceData(data.parts);
      const sent = openSource();
      await session.replace(sent, await sent.catalog());
    }
    requestAnimationFrame(() => parent.postMessage({ drawn: data.number }, "*"));
  });
}

/**
 * Whoever is typing keeps the field.
 * @param {string} name
 */
function isTypedIn(name) {
  const field = document.activeElement;
  return field instanceof HTMLInputElement && field.type === "text" && field.dataset.choice === name;
}

listenToParent(start().catch((/** @type {unknown} */ reason) => {
  byId("readout").textContent = `This page cannot be shown in this browser: ${reason instanceof Error ? reason.message : String(reason)}`;
}));
