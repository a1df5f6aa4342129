// What is to be done, the most urgent first: each alert with its one remedy.
import { copy, keep, mark, put, slot } from "/static/js/dom.js";
import { say } from "./send.js";

const FIRST = 30; // so many are listed; more are asked for

export class Alerts {
  constructor({ words, clock, onRemedy, onOpen }) {
    Object.assign(this, { words, clock });
    this.list = document.querySelector("[data-alerts]");
    this.calm = document.querySelector("[data-calm]");
    this.more = document.querySelector("[data-more]");
    this.count = document.querySelector('[data-number="alerts"]');
    this.alerts = [];
    this.total = 0;
    this.all = false;
    this.busy = new Set(); // keys whose remedy is under way
    const alertOf = (node) => this.alerts.find((one) => one.key === node.closest("li")?.dataset.key);
    this.list.addEventListener("click", (event) => {
      const alert = alertOf(event.target);
      if (!alert) return;
      if (event.target.closest("[data-remedy]")) onRemedy(alert);
      else if (event.target.closest("[data-slot=title]")) onOpen(alert);
    });
    this.more.addEventListener("click", () => {
      this.all = true;
      this.draw();
    });
  }

  /** The worst alerts, and how many there are in all. */
  show(alerts, total) {
    this.alerts = alerts;
    this.total = total;
    this.draw();
  }

  /** Show that a remedy is under way, or no longer. */
  work(alert, busy) {
    if (busy) this.busy.add(alert.key);
    else this.busy.delete(alert.key);
    this.draw();
  }

  draw() {
    const focused = document.activeElement?.closest("[data-alerts] li")?.dataset.key;
    const which = document.activeElement?.dataset?.slot ? "[data-slot=title]" : "[data-remedy]";
    const listed = this.all ? this.alerts : this.alerts.slice(0, FIRST);
    keep(this.list, listed, (alert) => alert.key, () => copy("#alert"), (node, alert) => this.#fill(node, alert));
    put(this.count, String(this.total));
    this.calm.hidden = this.alerts.length > 0;
    this.more.hidden = listed.length === this.alerts.length;
    put(this.more, say(this.words.more, { n: this.alerts.length - listed.length }));
    if (!focused || document.activeElement?.closest("[data-alerts]")) return;
    // What was pressed is gone or has moved: the next one is where the hand is.
    const still = this.list.querySelector(`li[data-key="${CSS.escape(focused)}"]`) ?? this.list.firstElementChild;
    still?.querySelector(which)?.focus({ preventScroll: true });
  }

  #fill(node, alert) {
    mark(node, "kind", alert.kind);
    mark(node, "worst", alert.harm >= 300);
    put(slot(node, "title"), alert.title);
    put(slot(node, "says"), alert.says);
    put(slot(node, "where"), alert.where);
    const button = node.querySelector("[data-remedy]");
    put(button, alert.label);
    button.setAttribute("aria-label", `${alert.label}: ${alert.title}`);
    button.disabled = this.busy.has(alert.key);
    this.#when(node, alert);
  }

  #when(node, alert) {
    const minutes = Math.round((Date.parse(alert.since) - this.clock.now()) / 60_000);
    const text = minutes > 0 ? this.words.soon : minutes < 0 ? this.words.ago : this.words.now;
    put(slot(node, "when"), alert.counts ? say(text, { n: Math.abs(minutes) }) : "");
  }

  /** Let the minutes run on. */
  tick() {
    for (const node of this.list.children) {
      const alert = this.alerts.find((one) => one.key === node.dataset.key);
      if (alert) this.#when(node, alert);
    }
  }
}
