// The hall's time: held, let run on, shifted; what comes of it is said before anybody confirms it.
import { nameOf, put, slot } from "/static/js/dom.js";
import { time } from "/static/js/states.js";
import { say } from "./send.js";

const TYPING_MS = 250;
const LONGEST = 120;

export class Hall {
  constructor({ words, clock, client, post, told }) {
    Object.assign(this, { words, clock, client, post, told });
    this.dialog = document.querySelector("[data-hall]");
    this.form = this.dialog.querySelector("form");
    this.refused = this.dialog.querySelector("[data-refused]");
    this.confirm = this.dialog.querySelector("[data-shift]");
    this.list = slot(this.dialog, "consequences");
    this.releasing = slot(this.dialog, "releasing");
    this.buttons = { hold: this.dialog.querySelector("[data-hold]"), release: this.dialog.querySelector("[data-release]") };
    for (const [name, button] of Object.entries(this.buttons)) {
      button.addEventListener("click", () => this.#press(() => post(`/hall/${name}`), words[`${name}Done`]));
    }
    this.form.addEventListener("input", () => this.#ask());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.confirm.disabled) this.#shift();
    });
  }

  /** The hall as a snapshot says it is. */
  show(day) {
    this.day = day;
    if (this.dialog.open) this.#fill();
  }

  open(day, slotAt = null) {
    this.day = day;
    put(this.refused, "");
    this.#fill(slotAt);
    this.dialog.showModal();
    (this.form.from.value ? this.form.minutes : this.buttons.hold).focus();
  }

  /** Slots of the day that are still to begin or go on; a slot of the grid alone can be shifted. */
  #slots() {
    const now = this.clock.now();
    return this.day.columns.filter((one) => one.session >= 0 && time(one.ends) > now);
  }

  #fill(slotAt = null) {
    const { words, clock, form } = this;
    const held = this.day.snapshot.hall.held_at;
    const open = this.#slots();
    this.buttons.hold.hidden = Boolean(held);
    this.buttons.release.hidden = !held;
    put(slot(this.dialog, "holding"), held ? say(words.heldLine, { time: clock.hhmm(time(held)) }) : words.holding);
    this.#foresee(held, open);
    const now = clock.now();
    const chosen = slotAt ?? (Number(form.from.value) || open.find((one) => time(one.starts) > now)?.at);
    form.from.replaceChildren(
      ...open.map((one) => {
        const [starts, planned] = [time(one.starts), one.at].map(clock.hhmm);
        const text = starts === planned ? starts : say(words.slotBy, { time: starts, planned });
        return new Option(text, one.at, false, one.at === chosen);
      }),
    );
    this.#ask();
  }

  /** What letting the hall run on would do now. */
  async #foresee(held, open) {
    this.releasing.replaceChildren();
    const first = open[0];
    if (!held || !first) return;
    const minutes = Math.ceil((this.clock.now() - Math.max(time(held), time(first.starts))) / 60_000);
    if (minutes < 1 || minutes > LONGEST) return;
    const values = { time: this.clock.hhmm(time(held)), minutes };
    try {
      const found = await this.client.get(this.#address(first.at, minutes));
      this.releasing.replaceChildren(point(say(this.words.releasing, values)), ...this.#points(found));
    } catch {
      this.releasing.replaceChildren(point(say(this.words.releasing, values)));
    }
  }

  #address(at, minutes) {
    return `/hall/consequences?planned_from=${encodeURIComponent(new Date(at).toISOString())}&minutes=${minutes}`;
  }

  /** Ask what the shift would do; until it is said nothing can be confirmed. */
  #ask() {
    clearTimeout(this.timer);
    this.confirm.disabled = true;
    const minutes = Number(this.form.minutes.value);
    const at = Number(this.form.from.value);
    const name = minutes < 0 ? this.words.shiftEarlier : this.words.shiftLater;
    put(this.confirm, say(name, { n: Math.abs(minutes) || "–" }));
    const whole = Number.isInteger(minutes) && minutes !== 0 && Math.abs(minutes) <= LONGEST;
    if (!at || !whole) {
      this.list.replaceChildren(point(at ? this.words.chooseMinutes : this.words.noSlot));
      return;
    }
    const asked = (this.asked = {});
    this.timer = setTimeout(async () => {
      try {
        const found = await this.client.get(this.#address(at, minutes));
        if (asked !== this.asked) return;
        this.list.replaceChildren(...this.#points(found));
        put(this.refused, "");
        this.confirm.disabled = false;
      } catch (error) {
        if (asked === this.asked) put(this.refused, error.message || this.words.sending);
      }
    }, TYPING_MS);
  }

  #points(found) {
    const { words, clock } = this;
    const hhmm = (iso) => clock.hhmm(time(iso));
    const points = [
      say(words.moves, found),
      say(words.sessionEnds, { before: hhmm(found.ends_before), after: hhmm(found.ends_after) }),
    ];
    if (found.runs_into) points.push(say(words.runsInto, { time: hhmm(found.runs_into) }));
    for (const one of found.leaving) points.push(say(words.leaves, { time: hhmm(one.ends), company: nameOf(one) }));
    if (!found.leaving.length) points.push(words.nobodyLeaves);
    return points.map(point);
  }

  #shift() {
    const minutes = Number(this.form.minutes.value);
    const body = { planned_from: new Date(Number(this.form.from.value)).toISOString(), minutes };
    return this.#press(() => this.post("/hall/shift", body), say(this.words.shifted, { n: minutes }));
  }

  async #press(work, words) {
    if (this.working) return;
    this.working = true;
    put(this.refused, "");
    try {
      await work();
      this.dialog.close();
      this.told(words);
    } catch (error) {
      put(this.refused, error.message);
    }
    this.working = false;
  }
}

function point(text) {
  const node = document.createElement("li");
  node.textContent = text;
  return node;
}
