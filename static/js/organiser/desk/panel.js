// One interview opened: who and where, what has become of it, and everything the desk may do about it.
import { nameOf, put, slot } from "/static/js/dom.js";
import { putState, time } from "/static/js/states.js";
import { say } from "./send.js";

/** What may be pressed in a state: [word, action, more of the request]. */
const ACTS = {
  scheduled: [["call", "call"], ["start", "start"], ...noShows(), ["cancel", "cancel"]],
  called: [
    ["call_again", "call_again"],
    ["uncall", "uncall"],
    ["start", "start"],
    ...noShows(),
    ["cancel", "cancel"],
  ],
  in_progress: [
    ["finish", "finish"],
    ["extend2", "extend", { minutes: 2 }],
    ["extend5", "extend", { minutes: 5 }],
    ["reopen_start", "reopen"],
  ],
  finished: [["reopen_finish", "reopen"]],
  no_show: [["reinstate", "reinstate"]],
  cancelled: [["reinstate", "reinstate"]],
};

function noShows() {
  return ["supplier", "buyer", "both"].map((side) => [`no_show_${side}`, "no_show", { side }]);
}

export class Panel {
  constructor({ words, clock, grace, page, act, tell, callOff }) {
    Object.assign(this, { words, clock, grace, page, act });
    this.dialog = document.querySelector("[data-panel]");
    this.refused = this.dialog.querySelector("[data-refused]");
    this.acts = this.dialog.querySelector("[data-acts]");
    this.form = this.dialog.querySelector("[data-tell]");
    this.acts.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.#press(button);
    });
    this.absence = this.dialog.querySelector("[data-absence]");
    this.absence.addEventListener("click", (event) => {
      const company = event.target.closest("button")?.dataset.company;
      if (company) this.#try(() => callOff(company));
    });
    this.form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const done = await this.#try(() => tell(this.interview.room, this.form.text.value));
      if (done) this.form.reset();
    });
  }

  open(interview, day, late) {
    this.interview = interview;
    put(this.refused, "");
    this.absence.open = false;
    this.show(day, late);
    if (!this.dialog.open) this.dialog.showModal();
    this.acts.querySelector("button:not(:disabled)")?.focus();
  }

  /** Show the interview as it is now. */
  show(day, late) {
    if (!this.interview) return;
    this.interview = day.interviews.get(this.interview.id) ?? this.interview;
    const { interview, words, clock } = this;
    const [supplier, buyer] = [day.supplier(interview), day.buyer(interview)];
    const hhmm = (iso) => clock.hhmm(time(iso));
    const room = nameOf(day.rooms.get(interview.room));
    put(slot(this.dialog, "where"), `${room} ${say(words.table, { n: interview.table })}`);
    put(slot(this.dialog, "supplier"), nameOf(supplier));
    put(slot(this.dialog, "buyer"), `– ${nameOf(buyer)}`);
    putState(slot(this.dialog, "state"), day.look(interview, clock.now()).state);
    put(slot(this.dialog, "span"), `${hhmm(interview.starts)}–${hhmm(interview.ends)}`);
    const moved = interview.starts !== interview.planned;
    put(slot(this.dialog, "plan"), moved ? say(words.planned, { time: hhmm(interview.planned) }) : "");
    const facts = [supplier, buyer].map((company) =>
      say(company.inside ? words.isHere : words.isNotHere, { company: nameOf(company) }),
    );
    for (const company of [supplier, buyer]) {
      if (late[company.id]) facts.push(say(words.announced, { company: nameOf(company), time: late[company.id] }));
    }
    for (const [name, sentence] of [
      ["called_at", words.calledAt],
      ["actual_start", words.began],
      ["actual_end", words.ended],
    ]) {
      if (interview[name]) facts.push(say(sentence, { time: hhmm(interview[name]) }));
    }
    if (interview.state === "no_show" && interview.no_show_side) facts.push(words.sides[interview.no_show_side]);
    slot(this.dialog, "facts").replaceChildren(...facts.map((text) => line(text)));
    slot(this.dialog, "supplier-page").href = this.page(supplier.id);
    slot(this.dialog, "buyer-page").href = this.page(buyer.id);
    this.#absence(day, { supplier, buyer });
    this.#buttons({ supplier: nameOf(supplier), buyer: nameOf(buyer) });
  }

  /** A company that is ill or stuck is called off as a whole, not interview by interview. */
  #absence(day, companies) {
    const buttons = [...this.absence.querySelectorAll("button")];
    for (const button of buttons) {
      const company = companies[button.dataset.side];
      const { length } = day.toCome(company.id, this.clock.now());
      button.dataset.company = company.id;
      button.hidden = length === 0;
      put(button, say(this.words.callOff, { company: nameOf(company), n: length }));
    }
    this.absence.hidden = buttons.every((button) => button.hidden);
  }

  #buttons(names) {
    const { interview, words, clock } = this;
    const key = `${interview.id} ${interview.state} ${interview.starts} ${this.#early()}`;
    if (this.acts.dataset.shown === key) return;
    const held = this.acts.contains(document.activeElement);
    this.acts.dataset.shown = key;
    const from = clock.hhmm(time(interview.starts) + this.grace * 60_000);
    this.acts.replaceChildren(
      ...ACTS[interview.state].map(([word, action, extra], index) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = index === 0 ? "button primary" : action === "cancel" ? "button danger" : "button";
        button.textContent = say(words.acts[word], names);
        button.dataset.action = action;
        button.dataset.extra = JSON.stringify(extra ?? {});
        if (action === "no_show" && this.#early()) {
          button.disabled = true;
          button.append(" ", line(say(words.graceFrom, { time: from }), "small"));
        }
        return button;
      }),
    );
    if (held) this.acts.querySelector("button")?.focus();
  }

  #early() {
    return this.clock.now() < time(this.interview.starts) + this.grace * 60_000;
  }

  async #press(button) {
    const { action, extra } = button.dataset;
    for (const each of this.acts.children) each.setAttribute("aria-disabled", "true");
    await this.#try(() => this.act(this.interview, action, JSON.parse(extra)));
    for (const each of this.acts.children) each.removeAttribute("aria-disabled");
  }

  async #try(work) {
    if (this.working) return false;
    this.working = true;
    put(this.refused, "");
    try {
      await work();
      return true;
    } catch (error) {
      put(this.refused, error.message);
      return false;
    } finally {
      this.working = false;
    }
  }
}

function line(text, kind = "li") {
  const node = document.createElement(kind);
  node.textContent = text;
  return node;
}
