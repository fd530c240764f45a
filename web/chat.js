"use strict";

// The assistant of the Comune, on any page of its site, with one line:
//
//   <script src="/assistente/chat.js" defer data-privacy="/privacy"></script>
//
// The options are in docs/sito-web.md. A web component without dependencies: its style is chat.css,
// beside this file; it talks with the server it comes from and with nobody else, and keeps no cookie.
(() => {
  if (customElements.get("sportello-chat")) return; // the tag is there twice

  // Every string that the widget says. No facts: phones, hours and addresses come from the server.
  const TEXTS = {
    region: "Assistente digitale",
    title: "Assistente digitale",
    open: "Chieda all'assistente",
    close: "Chiudi",
    menu: "Opzioni",
    restart: "Ricomincia da capo",
    print: "Stampa la conversazione",
    erase: "Cancella la conversazione",
    notice: "Risponde un programma automatico, non una persona.",
    personal: "Non scriva dati personali: nomi, indirizzi, codici fiscali, notizie sulla salute.",
    privacy: "Informativa sulla privacy",
    person: "Se preferisce parlare con una persona:",
    conversation: "Conversazione con l'assistente",
    field: "Scriva che cosa le serve",
    send: "Invia",
    empty: "Scriva prima che cosa le serve, poi prema Invia.",
    waiting: "L'assistente sta scrivendo…",
    choices: "Risposte possibili",
    contacts: "Contatti",
    lei: "Lei ha scritto:",
    assistente: "Assistente:",
    avviso: "Avviso:",
    retry: "Riprova",
    unreachable: "Non riesco a collegarmi all'assistente. Controlli la connessione e riprovi.",
    broken: "L'assistente in questo momento non risponde. Riprovi tra poco.",
    lost: "La conversazione di prima non c'è più. Ne comincio una nuova.",
    sure: "Vuole cancellare la conversazione, qui e sul server del Comune? Non si può annullare.",
    yes: "Sì, cancella",
    no: "No, torna indietro",
    erased: "La conversazione è stata cancellata. Ne comincio una nuova.",
    phone: "Telefono",
    source: (title, section) => `Fonte: ${title || "Carta dei Servizi"}` + (section ? `, sezione ${section}` : ""),
    verified: (date) => ` (verificato il ${date})`,
  };

  const STORE = "sportello.conversazione.2"; // another number when the shape of the state changes
  const UNKNOWN = "conversazione_sconosciuta"; // the server's word for an id that it does not know
  const TIMEOUT_MS = 60000; // longer than the server's own limit, whose sentence is better than ours
  const PATIENCE_MS = 400; // an answer that comes sooner needs no "is writing"
  const LOW_EM = 28; // a window lower than this has no room for a head, a field and a scroll between them
  const QUIET_MS = 1000; // long enough for a screen reader to pass over what was drawn

  // ---- The conversation: what was said, what waits for an answer, and the server. No page here.

  class Failure extends Error {
    constructor(sentence, { code = null, contacts = [], retry = true } = {}) {
      super(sentence);
      Object.assign(this, { code, contacts, retry });
    }
  }

  // `entries` are what was said; `pending` are wishes not yet carried out, in order. A wish is
  // {testo}, {scelta, titolo}, {azione: "inizia"} or {azione: "cancella"}.
  const NOTHING = { id: null, entries: [], pending: [], open: false };

  class Conversation {
    // `contacts` are who to call until the server says so. The view is told of entries `added`,
    // `changed` and `removed`, of `waiting`, and of a text `refused`.
    constructor(address, contacts, view) {
      Object.assign(this, { address, contacts, view, queue: Promise.resolve() });
    }

    load() {
      this.state = { ...NOTHING, contacts: this.contacts };
      try {
        Object.assign(this.state, JSON.parse(sessionStorage.getItem(STORE)));
      } catch {
        // Storage is off: the conversation goes on, it only will not survive a change of page.
      }
    }

    save(changes = {}) {
      Object.assign(this.state, changes);
      try {
        sessionStorage.setItem(STORE, JSON.stringify(this.state));
      } catch {
        // Storage is off or full, as above.
      }
    }

    // What the last page asked for and had no answer to is asked again.
    resume() {
      const unfinished = this.state.pending;
      this.save({ pending: [] });
      unfinished.forEach((wish) => this.ask(wish));
    }

    begin() {
      if (!this.state.id && !this.state.pending.length) this.ask({ azione: "inizia" });
    }

    send(wish) {
      this.drop((entry) => entry.domanda);
      this.add({ chi: "lei", testo: wish.testo || wish.titolo });
      this.ask(wish);
    }

    // One request at a time: the dialogue needs messages in the order in which they were written.
    ask(wish) {
      this.save({ pending: [...this.state.pending, wish] });
      this.view.waiting(true);
      this.queue = this.queue
        .then(() => this.carryOut(wish))
        .catch((failure) => this.fail(failure, wish))
        .then(() => {
          this.save({ pending: this.state.pending.slice(1) });
          if (!this.state.pending.length) this.view.waiting(false);
        });
    }

    async carryOut(wish) {
      if (wish.azione === "cancella") return this.erase();
      const fresh = !this.state.id;
      if (fresh) await this.open();
      // A new conversation opens with the same welcome that "ricomincia" asks for.
      if (wish.azione === "inizia" || (fresh && wish.scelta === "ricomincia")) return;
      const { testo, scelta } = wish; // one of the two: JSON leaves out the other
      try {
        const { messaggi, finita } = await this.call("POST", `/${this.state.id}/messaggi`, { testo, scelta });
        if (finita) return this.forget(() => this.answer(messaggi));
        this.answer(messaggi);
      } catch (failure) {
        if (failure.code !== UNKNOWN || fresh) throw failure; // `fresh`: never more than one new start
        this.save({ id: null });
        this.add({ chi: "avviso", testo: TEXTS.lost });
        await this.carryOut(wish);
      }
    }

    async open() {
      const begun = await this.call("POST", "", {});
      this.save({ id: begun.id, contacts: begun.contatti || this.state.contacts });
      this.drop((entry) => entry.riprova?.azione === "inizia");
      this.answer(begun.messaggi);
    }

    async erase() {
      let outcome = TEXTS.erased;
      try {
        if (this.state.id) await this.call("DELETE", `/${this.state.id}`);
      } catch (failure) {
        if (failure.code !== UNKNOWN) throw failure;
        outcome = TEXTS.lost;
      }
      this.forget(() => this.add({ chi: "avviso", testo: outcome }));
      this.ask({ azione: "inizia" });
    }

    // The conversation is deleted on the server: here, too, nothing stays but what `say` says of it.
    forget(say) {
      // What was written while the deletion was under way is not part of what was deleted.
      const later = this.state.pending.slice(1).filter((wish) => !wish.azione);
      this.save({ id: null });
      this.drop(() => true);
      say();
      later.forEach((wish) => this.add({ chi: "lei", testo: wish.testo || wish.titolo }));
    }

    async call(method, path, body) {
      const headers = body ? { "Content-Type": "application/json" } : {};
      const signal = AbortSignal.timeout?.(TIMEOUT_MS); // older browsers wait as long as they like
      // Without credentials: the cookies of the rest of the site are no business of the assistant.
      const request = { method, headers, body: body && JSON.stringify(body), signal, credentials: "omit" };
      const response = await fetch(this.address + path, request).catch(() => null);
      if (!response) throw new Failure(TEXTS.unreachable);
      if (response.status === 204) return null;
      const data = await response.json().catch(() => null); // a proxy may answer with a page
      if (response.ok && data?.messaggi?.length) return data;
      // The same request would be refused again, unless the server was at fault or too busy.
      const retry = response.ok || response.status >= 500 || response.status === 429;
      throw new Failure(data?.errore || TEXTS.broken, { code: data?.codice, contacts: data?.contatti, retry });
    }

    answer(messages) {
      // Only the last answer can be chosen from: who tabs does not cross all the old choices.
      this.drop((entry) => entry.domanda);
      this.without("bottoni");
      messages.forEach((message, n) => this.add({ chi: "assistente", ...message, primo: n === 0 }));
    }

    fail(failure, wish) {
      if (!failure.retry && wish.testo) {
        // It cannot be sent as it is: back in the field, to be mended.
        const echo = this.state.entries.filter(({ chi, testo }) => chi === "lei" && testo === wish.testo).pop();
        this.drop((entry) => entry === echo);
        return this.view.refused(wish.testo, failure.message);
      }
      const testo = failure instanceof Failure ? failure.message : TEXTS.broken;
      const contatti = failure.contacts?.length ? failure.contacts : this.state.contacts;
      this.add({ chi: "avviso", guasto: true, testo, contatti, riprova: failure.retry === false ? null : wish });
    }

    askBeforeErasing() {
      this.drop((entry) => entry.domanda);
      this.add({
        chi: "avviso",
        testo: TEXTS.sure,
        domanda: true,
        bottoni: [{ titolo: TEXTS.yes, azione: "cancella" }, { titolo: TEXTS.no, azione: "annulla" }],
      });
    }

    add(entry) {
      this.save({ entries: [...this.state.entries, entry] });
      this.view.added(entry);
    }

    drop(unwanted) {
      this.state.entries.filter(unwanted).forEach((entry) => this.view.removed(entry));
      this.save({ entries: this.state.entries.filter((entry) => !unwanted(entry)) });
    }

    without(part) {
      this.state.entries.filter((entry) => entry[part]).forEach((entry) => {
        delete entry[part];
        this.view.changed(entry);
      });
      this.save();
    }
  }

  // ---- The page. Only DOM nodes, never markup: whatever a message contains stays text.

  function element(tag, properties, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in made && !name.startsWith("aria")) made[name] = value;
      else made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }

  function icon(path) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.append(document.createElementNS(svg.namespaceURI, "path"));
    svg.firstChild.setAttribute("d", path);
    return svg;
  }

  const SPEECH = "M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z";
  const CROSS = "M6.4 5 5 6.4l5.6 5.6L5 17.6 6.4 19l5.6-5.6 5.6 5.6 1.4-1.4-5.6-5.6L19 6.4 17.6 5 12 10.6z";

  const button = (title, onclick, properties = {}) =>
    element("button", { type: "button", onclick, ...properties }, title);

  // Safari forgets that a list without bullets is a list, unless told.
  const list = (properties, items) =>
    element("ul", { role: "list", ...properties }, ...items.map((item) => element("li", {}, item)));

  const dialled = ({ chiama }) => /^\+?\d+$/.test(chiama || "") && `tel:${chiama}`;
  const link = (href, text) => element("a", { href }, text);
  const safe = (url) => /^(https?:\/\/|\/(?!\/))/.test(url || ""); // never javascript: or data:

  // Links only what the server names as a contact: guessing phones turns opening hours into calls.
  function linked(text, contacts) {
    const targets = new Map();
    for (const contact of contacts) {
      if (contact.telefono && dialled(contact)) targets.set(contact.telefono, dialled(contact));
      if (contact.email) targets.set(contact.email, `mailto:${contact.email}`);
    }
    if (!targets.size) return [text];
    const longestFirst = [...targets.keys()].sort((a, b) => b.length - a.length);
    const escaped = longestFirst.map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const parts = text.split(new RegExp(`(${escaped.join("|")})`)); // the odd ones are the contacts
    return parts.map((part, n) => {
      const inside = /[\w@+]$/.test(parts[n - 1]) || /^[\w@]/.test(parts[n + 1]); // of a longer number or address
      return n % 2 && !inside ? link(targets.get(part), part) : part;
    });
  }

  // The contacts that the text itself does not give.
  function cards(contacts, text = "") {
    const given = ({ telefono, email }) => [telefono, email].some((one) => one && text.includes(one));
    const lines = contacts.filter((contact) => !given(contact)).map((contact) => {
      const line = element("span", {}, contact.etichetta ? `${contact.etichetta}: ` : "");
      const ways = [contact.telefono, contact.email].filter(Boolean).join(", ");
      line.append(...linked(ways, [contact]));
      return line;
    });
    return lines.length ? [list({ className: "contatti", "aria-label": TEXTS.contacts }, lines)] : [];
  }

  function source({ documento, sezione, verificato_il: verified, url }) {
    const date = /^(\d{4})-(\d\d)-(\d\d)/.exec(verified || "");
    const text = TEXTS.source(documento, sezione);
    const when = date ? TEXTS.verified(`${date[3]}/${date[2]}/${date[1]}`) : "";
    // The pages of the Carta are on the server of the assistant, wherever this page is.
    return element("p", { className: "fonte" }, safe(url) ? link(new URL(url, HOME).href, text) : text, when);
  }

  function onlyOurs() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("@media print { body > :not(sportello-chat) { display: none !important } }");
    return sheet;
  }

  class SportelloChat extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return; // moved within the page
      this.lang = "it";
      this.nodes = new WeakMap(); // of each entry
      this.build();
      const address = new URL(this.dataset.endpoint || `${HOME}conversazioni`, location.href).href;
      const phone = this.dataset.telefono;
      const contacts = phone ? [{ etichetta: TEXTS.phone, telefono: phone, chiama: phone.replace(/[^\d+]/g, "") }] : [];
      this.conversation = new Conversation(address, contacts, this);
      this.restore();
      // A page that comes back from the browser's memory knows only what was said until it was left.
      addEventListener("pageshow", (event) => event.persisted && this.restore());
      document.addEventListener("keydown", (event) => this.onEscape(event));
      document.addEventListener("focusin", (event) => this.uncover(event.target));
      this.full.addEventListener("change", () => this.opened && this.reshape());
      window.visualViewport?.addEventListener("resize", () => this.fit());
    }

    build() {
      const { dataset } = this;
      // A style that never comes must not hide the assistant for ever.
      const style = element("link", { rel: "stylesheet", href: `${HOME}chat.css`, onload: ready, onerror: ready });
      const host = this;
      function ready() {
        host.hidden = false;
      }
      this.hidden = true;
      // Small screens and enlarged text: the window takes the whole screen, as a modal dialog.
      this.full = matchMedia(`(max-width: 36em), (max-height: ${LOW_EM}em)`);

      this.launcher = button("", () => this.open(), {
        className: "avvia",
        "aria-haspopup": "dialog",
        "aria-expanded": "false",
        "aria-controls": "finestra",
      });
      this.launcher.append(icon(SPEECH), element("span", {}, dataset.invito || TEXTS.open));

      const close = button(icon(CROSS), () => this.close(), { className: "chiudi", "aria-label": TEXTS.close });
      this.menu = element("details", { className: "menu" },
        element("summary", {}, TEXTS.menu),
        list({}, [
          button(TEXTS.restart, () => this.choose(() => this.say({ scelta: "ricomincia", titolo: TEXTS.restart }))),
          button(TEXTS.print, () => this.choose(() => this.print())),
          button(TEXTS.erase, () => this.choose(() => this.askBeforeErasing())),
        ]));
      const name = element("div", { className: "nome" }, element("h2", { id: "titolo" }, dataset.titolo || TEXTS.title));
      if (dataset.ente) name.append(element("p", {}, dataset.ente));
      const head = element("div", { className: "testata" }, name, this.menu, close);

      this.person = element("div", { className: "persona" });
      const notice = element("div", { className: "avvertenza" },
        element("p", { id: "avvertenza" }, element("strong", {}, TEXTS.notice), ` ${TEXTS.personal}`),
        ...(safe(dataset.privacy) ? [element("p", {}, link(dataset.privacy, TEXTS.privacy))] : []),
        this.person);
      this.log = element("div", {
        className: "registro", role: "log", "aria-live": "polite", "aria-label": TEXTS.conversation, tabIndex: 0,
      });
      this.status = element("p", { className: "stato", role: "status" });
      this.scroller = element("div", { className: "corpo" }, notice, this.log, this.status);

      this.field = element("textarea", {
        id: "campo", rows: 2, autocomplete: "off", enterKeyHint: "send", "aria-describedby": "errore",
        oninput: () => this.complain(""),
        onkeydown: (event) => {
          if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
        },
      });
      this.error = element("p", { id: "errore", className: "errore", role: "alert" });
      const form = element("form", { noValidate: true, onsubmit: (event) => this.submit(event) },
        element("label", { htmlFor: "campo" }, TEXTS.field),
        element("div", { className: "riga" }, this.field, element("button", { type: "submit" }, TEXTS.send)),
        this.error);

      this.dialog = element("dialog", {
        id: "finestra", role: "dialog", "aria-labelledby": "titolo", "aria-describedby": "avvertenza",
        oncancel: (event) => {
          event.preventDefault();
          this.close();
        },
      }, head, this.scroller, form);
      this.paper = element("div", { className: "foglio", hidden: true });
      const region = element("div", { role: "region", "aria-label": TEXTS.region }, this.launcher);
      this.attachShadow({ mode: "open" }).append(style, region, this.dialog, this.paper);
    }

    // -- Open and closed.

    get opened() {
      return this.dialog.hasAttribute("open");
    }

    // Draws what was said before, in silence; a window left open comes back without taking the focus,
    // and not at all where it would cover the whole page.
    restore() {
      this.log.setAttribute("aria-live", "off");
      this.log.replaceChildren();
      this.conversation.load();
      const { entries, open, pending } = this.conversation.state;
      entries.forEach((entry) => this.draw(entry));
      this.showPerson();
      setTimeout(() => this.log.setAttribute("aria-live", "polite"), QUIET_MS);
      if (pending.length) this.conversation.resume();
      if (open && !this.full.matches) this.show();
      else if (this.opened) this.hide();
    }

    open() {
      this.show();
      this.conversation.begin();
      this.field.focus();
    }

    show() {
      this.hide();
      const modal = this.full.matches && this.dialog.showModal;
      // Not `show()`, which would move the focus.
      if (modal) this.dialog.showModal();
      else this.dialog.setAttribute("open", "");
      this.dialog.classList.toggle("intera", this.full.matches);
      this.launcher.hidden = true;
      this.launcher.setAttribute("aria-expanded", "true");
      this.conversation.save({ open: true });
      this.fit();
      this.scrollTo(this.log.lastElementChild);
    }

    reshape() {
      const focused = this.shadowRoot.activeElement;
      this.show();
      focused?.focus();
    }

    hide() {
      if (this.opened && this.dialog.close) this.dialog.close();
      this.dialog.removeAttribute("open");
      this.launcher.hidden = false;
      this.launcher.setAttribute("aria-expanded", "false");
      this.menu.open = false;
    }

    close() {
      const inside = this.shadowRoot.activeElement;
      this.hide();
      this.conversation.save({ open: false });
      if (inside) this.launcher.focus();
    }

    onEscape(event) {
      if (event.key !== "Escape" || event.defaultPrevented || !this.opened) return;
      event.preventDefault();
      if (!this.menu.open) return this.close();
      this.menu.open = false;
      this.menu.firstChild.focus();
    }

    // Whoever moves through the page by keyboard must see where they are, not our window over it.
    uncover(target) {
      if (target === this || !this.opened || this.full.matches) return;
      const covered = () => {
        const [page, ours] = [target.getBoundingClientRect(), this.dialog.getBoundingClientRect()];
        return page.left >= ours.left && page.right <= ours.right && page.top >= ours.top && page.bottom <= ours.bottom;
      };
      if (covered()) target.scrollIntoView({ block: "start" });
      if (covered()) this.close();
    }

    // Where few lines fit, everything scrolls together; the keyboard of a phone must not hide the field.
    fit() {
      const line = parseFloat(getComputedStyle(this.dialog).fontSize);
      this.dialog.classList.toggle("bassa", innerHeight < LOW_EM * line);
      const { height, scale } = window.visualViewport || {};
      const keyboard = this.opened && this.full.matches && scale === 1 && height < innerHeight;
      this.dialog.style.height = keyboard ? `${height}px` : "";
    }

    // -- What the citizen does.

    say(wish) {
      this.conversation.send(wish);
      this.focusLast();
    }

    // Focus goes to what was just said: the next Tab is what follows, and no phone's keyboard comes up.
    focusLast() {
      const said = this.log.lastElementChild;
      said.tabIndex = -1;
      said.focus({ preventScroll: true });
    }

    askBeforeErasing() {
      this.conversation.askBeforeErasing();
      this.focusLast();
    }

    submit(event) {
      event.preventDefault();
      const testo = this.field.value.trim();
      this.complain(testo ? "" : TEXTS.empty);
      this.field.focus();
      if (!testo) return;
      this.field.value = "";
      this.conversation.send({ testo });
    }

    choose(action) {
      this.menu.open = false;
      this.log.focus({ preventScroll: true });
      action();
    }

    act(entry, { azione, titolo, scelta }) {
      if (!azione) return this.say({ titolo, scelta });
      this.log.focus({ preventScroll: true });
      this.conversation.drop((one) => one === entry);
      if (azione === "cancella") this.conversation.ask({ azione });
    }

    complain(sentence) {
      this.error.textContent = sentence;
      this.field.setAttribute("aria-invalid", String(sentence !== ""));
    }

    // The rest of the page steps aside while the conversation is printed.
    print() {
      const title = this.dialog.querySelector("h2").cloneNode(true);
      this.paper.replaceChildren(title, this.log.cloneNode(true));
      this.paper.querySelectorAll("button").forEach((one) => one.remove());
      this.paper.hidden = false;
      const sheets = document.adoptedStyleSheets && [...document.adoptedStyleSheets];
      if (sheets) document.adoptedStyleSheets = [...sheets, onlyOurs()]; // where it is missing, the page is printed too
      addEventListener("afterprint", () => {
        if (sheets) document.adoptedStyleSheets = sheets;
        this.paper.hidden = true;
      }, { once: true });
      window.print();
    }

    // -- What the conversation tells.

    added(entry) {
      const box = this.draw(entry);
      this.showPerson();
      // A long answer is read from its start.
      if (entry.chi !== "assistente" || entry.primo) this.scrollTo(box);
    }

    changed(entry) {
      this.nodes.get(entry)?.querySelector(".scelte")?.remove();
    }

    removed(entry) {
      this.nodes.get(entry)?.remove();
    }

    refused(text, sentence) {
      if (!this.field.value) this.field.value = text;
      this.complain(sentence);
    }

    waiting(yes) {
      clearTimeout(this.patience);
      if (!yes) this.status.textContent = "";
      else this.patience = setTimeout(() => this.showWaiting(), PATIENCE_MS);
    }

    showWaiting() {
      this.status.textContent = TEXTS.waiting;
      for (const one of [this.scroller, this.dialog]) one.scrollTop = one.scrollHeight;
    }

    // Somebody to talk to is always at hand, at the same place.
    showPerson() {
      const phones = this.conversation.state.contacts.filter(({ telefono }) => telefono);
      const shown = phones.map((one) => ({ ...one, email: null })); // few words, to leave room for the answers
      this.person.replaceChildren(...(shown.length ? [element("p", {}, TEXTS.person), ...cards(shown)] : []));
    }

    scrollTo(box) {
      if (!box?.previousElementSibling) return; // the notice is read before the first message
      // By hand: `scrollIntoView` would move the page too. One of the two scrolls, by size of screen.
      for (const one of [this.scroller, this.dialog]) {
        one.scrollTop += box.getBoundingClientRect().top - one.getBoundingClientRect().top - 8;
      }
    }

    draw(entry) {
      const { chi, testo = "", contatti = [], bottoni = [] } = entry;
      const box = element("div", { className: `voce ${chi}${entry.guasto ? " guasto" : ""}` },
        element("span", { className: "nascosto" }, `${TEXTS[chi]} `),
        element("p", { className: "testo" }, ...linked(testo, contatti || [])),
        ...cards(contatti || [], testo));
      if (entry.fonte) box.append(source(entry.fonte));
      if (bottoni?.length) {
        const buttons = bottoni.map((one) => button(one.titolo, () => this.act(entry, one)));
        box.append(list({ className: "scelte", "aria-label": TEXTS.choices }, buttons));
      }
      if (entry.riprova) box.append(button(TEXTS.retry, () => this.retry(entry)));
      this.nodes.set(entry, box);
      this.log.append(box);
      return box;
    }

    retry(entry) {
      this.log.focus({ preventScroll: true }); // the button goes: focus must not fall back to the page
      this.conversation.drop((one) => one === entry);
      this.conversation.ask(entry.riprova);
    }
  }

  const SCRIPT = document.currentScript;
  const HOME = new URL(".", SCRIPT.src).href; // where the style and the server are

  function settle() {
    const chat = document.createElement("sportello-chat");
    Object.assign(chat.dataset, SCRIPT.dataset);
    document.body.append(chat);
  }

  customElements.define("sportello-chat", SportelloChat);
  if (document.body) settle();
  else addEventListener("DOMContentLoaded", settle); // in the head, and somebody forgot `defer`
})();
