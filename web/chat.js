"use strict";

// Every sentence that this script shows; what is fixed on the page is in index.html. No facts:
// phones, hours and addresses come from the server, which checks them.
const TEXTS = {
  lei: "Lei ha scritto:",
  assistente: "Assistente:",
  avviso: "Avviso:",
  choices: "Risposte possibili",
  typing: "L'assistente sta scrivendo…",
  empty: "Scriva prima che cosa le serve, poi prema Invia.",
  retry: "Riprova",
  restart: "Ricomincia",
  offline: "Non riesco a collegarmi all'assistente. Controlli la connessione e riprovi.",
  broken: "L'assistente in questo momento non risponde. Riprovi tra poco.",
  interrupted: "La pagina è stata ricaricata prima che la richiesta fosse conclusa.",
  lost: "La conversazione di prima non c'è più. Ne comincio una nuova.",
  erased: "La conversazione è stata cancellata. Ne comincio una nuova.",
  source: (title, section, date) =>
    `Fonte: ${title}` + (section ? `, sezione ${section}` : "") + (date ? `, verificato il ${date}` : ""),
};

const API = "/assistente/conversazioni";
const STORE = "sportello.conversazione.1"; // another number when the shape of `state` changes
const UNKNOWN = "conversazione_sconosciuta"; // the server's word for an id that it does not know
const TIMEOUT_MS = 60000; // longer than the server's own limit, whose sentence is better than ours
const byId = (id) => document.getElementById(id);
const log = byId("registro");
const field = byId("campo");

// ---- What a reload must not lose: the id, what was said, and what still waits for an answer.

// `entries` are what the log shows; `pending` are wishes not yet carried out, in order.
// A wish is {testo}, {scelta, titolo}, {azione: "inizia"} or {azione: "cancella"}.
let state = load();

function load() {
  const nothing = { id: null, entries: [], pending: [] };
  try {
    return JSON.parse(sessionStorage.getItem(STORE)) || nothing;
  } catch {
    return nothing; // storage is off
  }
}

function save() {
  try {
    sessionStorage.setItem(STORE, JSON.stringify(state));
  } catch {
    // Storage is off or full: the conversation goes on, it only will not survive a reload.
  }
}

// ---- Talking to the server.

const failed = (sentence, code, retry = true) => Object.assign(new Error(), { sentence, code, retry });

async function call(method, path, body) {
  const headers = body ? { "Content-Type": "application/json" } : {};
  const signal = AbortSignal.timeout?.(TIMEOUT_MS); // older browsers wait as long as they like
  // Without credentials: the cookies of the rest of the site are no business of the assistant.
  const sent = { method, headers, body: body && JSON.stringify(body), signal, credentials: "omit" };
  const response = await fetch(API + path, sent).catch(() => null);
  if (!response) throw failed(TEXTS.offline);
  if (response.status === 204) return null;
  const data = await response.json().catch(() => null); // a proxy may answer with a page
  if (response.ok && Array.isArray(data?.messaggi)) return data;
  // The same request would be refused again, unless the server was at fault or too busy.
  const retry = response.ok || response.status >= 500 || response.status === 429;
  throw failed(data?.errore || TEXTS.broken, data?.codice, retry);
}

async function carryOut(wish) {
  if (wish.azione === "cancella") return erase();
  const fresh = !state.id;
  if (fresh) {
    const begun = await call("POST", "", {});
    state.id = begun.id;
    showAnswer(begun.messaggi, "nearest");
  }
  // A new conversation opens with the same welcome that "ricomincia" asks for.
  if (wish.azione === "inizia" || (fresh && wish.scelta === "ricomincia")) return;
  const { testo, scelta } = wish; // one of the two: JSON leaves out the other
  try {
    showAnswer((await call("POST", `/${state.id}/messaggi`, { testo, scelta })).messaggi, "start");
  } catch (failure) {
    if (failure.code !== UNKNOWN || fresh) throw failure; // `fresh`: never more than one new start
    state.id = null;
    add({ chi: "avviso", testo: TEXTS.lost });
    await carryOut(wish);
  }
}

async function erase() {
  let outcome = TEXTS.erased;
  try {
    if (state.id) await call("DELETE", `/${state.id}`);
  } catch (failure) {
    if (failure.code !== UNKNOWN) throw failure;
    outcome = TEXTS.lost;
  }
  // What was written while the deletion was under way is not part of what was deleted.
  const later = state.pending.slice(1).filter((wish) => !wish.azione);
  state = { ...state, id: null, entries: [] };
  if (log.contains(document.activeElement)) field.focus(); // before what has it goes
  log.replaceChildren();
  add({ chi: "avviso", testo: outcome });
  later.forEach(showWish);
  ask({ azione: "inizia" });
}

// One request at a time: the dialogue needs messages in the order in which they were written.
let queue = Promise.resolve();

function ask(wish) {
  state.pending.push(wish);
  save();
  byId("stato").textContent = TEXTS.typing;
  queue = queue
    .then(() => carryOut(wish))
    .catch((failure) => showFailure(failure.sentence ? failure : failed(TEXTS.broken), wish))
    .then(() => {
      state.pending.shift();
      save();
      if (!state.pending.length) byId("stato").textContent = "";
    });
}

function send(wish) {
  showWish(wish);
  ask(wish);
}

// ---- Showing. Only DOM nodes, never markup: whatever a message contains stays text.

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

const button = (title, onclick) => element("button", { type: "button", textContent: title, onclick });

function add(entry, block = "nearest") {
  state.entries.push(entry);
  save();
  const box = draw(entry);
  if (block) box.scrollIntoView({ block });
}

const showWish = (wish) => add({ chi: "lei", testo: wish.testo || wish.titolo });

// Only the first message of an answer is scrolled to, so that a long answer is read from its start.
const showAnswer = (messages, block) =>
  messages.forEach((message, n) => add({ chi: "assistente", ...message }, n ? null : block));

const showFailure = (failure, wish) =>
  add({ chi: "avviso", testo: failure.sentence, riprova: failure.retry ? wish : null });

function draw(entry) {
  const speaker = element("span", { className: "nascosto" }, `${TEXTS[entry.chi]} `);
  const text = element("p", { className: "testo" }, ...linked(entry.testo || "", entry.contatti || []));
  const box = element("div", { className: `voce ${entry.chi}` }, speaker, text);
  if (entry.fonte) box.append(source(entry.fonte));
  if (entry.bottoni?.length) box.append(choices(entry.bottoni));
  if (entry.riprova) box.append(retryButton(entry, box));
  log.append(box);
  return box;
}

function choices(buttons) {
  const items = buttons.map(({ titolo, scelta }) =>
    element("li", {}, button(titolo, () => send({ scelta, titolo }))));
  const list = element("ul", { className: "scelte" }, ...items);
  list.setAttribute("role", "list"); // Safari forgets that it is a list when bullets are off
  list.setAttribute("aria-label", TEXTS.choices);
  return list;
}

function retryButton(entry, box) {
  return button(TEXTS.retry, () => {
    state.entries.splice(state.entries.indexOf(entry), 1);
    box.remove();
    field.focus(); // the focused button is gone: focus must not fall back to the top of the page
    ask(entry.riprova);
  });
}

function source({ documento, sezione, verificato_il: verified, url }) {
  const date = /^(\d{4})-(\d\d)-(\d\d)/.exec(verified || "");
  const text = TEXTS.source(documento, sezione, date && `${date[3]}/${date[2]}/${date[1]}`);
  const safe = /^(https?:\/\/|\/(?!\/))/.test(url || ""); // never javascript: or data:
  return element("p", { className: "fonte" }, safe ? element("a", { href: url, rel: "noreferrer" }, text) : text);
}

// Links only what the server names as a contact: guessing phones turns opening hours into calls.
function linked(text, contacts) {
  const targets = new Map();
  for (const { telefono, chiama, email } of contacts) {
    if (telefono && /^\+?\d+$/.test(chiama || "")) targets.set(telefono, `tel:${chiama}`);
    if (email) targets.set(email, `mailto:${email}`);
  }
  if (!targets.size) return [text];
  const longestFirst = [...targets.keys()].sort((a, b) => b.length - a.length);
  const escaped = longestFirst.map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const parts = text.split(new RegExp(`(${escaped.join("|")})`)); // the odd ones are the contacts
  return parts.map((part, n) => {
    const inside = /[\w@+]$/.test(parts[n - 1]) || /^[\w@]/.test(parts[n + 1]); // of a longer number or address
    return n % 2 && !inside ? element("a", { href: targets.get(part) }, part) : part;
  });
}

// ---- What the citizen does.

function complain(sentence) {
  byId("errore").textContent = sentence;
  field.setAttribute("aria-invalid", String(sentence !== ""));
}

byId("modulo").onsubmit = (event) => {
  event.preventDefault();
  const testo = field.value.trim();
  field.focus();
  complain(testo ? "" : TEXTS.empty);
  if (!testo) return;
  field.value = "";
  send({ testo });
};
field.oninput = () => complain("");
byId("ricomincia").onclick = () => send({ scelta: "ricomincia", titolo: TEXTS.restart });
byId("cancella").onclick = () => ask({ azione: "cancella" });

function start() {
  const unfinished = state.pending.filter((wish) => wish.azione !== "inizia");
  state.pending = [];
  // An old failure to begin goes: we try again below.
  state.entries = state.entries.filter((entry) => entry.riprova?.azione !== "inizia");
  byId("chat").hidden = false;
  if (state.entries.length) {
    // What was already heard is not read out again after a reload.
    log.setAttribute("aria-live", "off");
    setTimeout(() => log.setAttribute("aria-live", "polite"), 1000);
    state.entries.map(draw).pop().scrollIntoView({ block: "nearest" });
  }
  unfinished.forEach((wish) => showFailure(failed(TEXTS.interrupted), wish));
  if (!state.id) ask({ azione: "inizia" });
}

start();
