// The grid of tables × slots: its cells, what they look like, which are shown, and the keys that move in it.
import { glow, mark, nameOf, put, shortName } from "/static/js/dom.js";
import { time } from "/static/js/states.js";
import { say } from "./send.js";

const BETWEEN = document.documentElement.lang === "en" ? ", " : "、";
const SVG = "http://www.w3.org/2000/svg";
// Shapes are drawn in place: thousands of references to another file scroll badly.
const answer = await fetch("/static/icons.svg");
const icons = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");

/** Case, width and kana make no difference. */
const fold = (text) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));

function element(role, className, text = "") {
  const node = document.createElement("div");
  node.setAttribute("role", role);
  node.className = className;
  if (text) node.textContent = text;
  return node;
}

function span(className, text = "") {
  const node = document.createElement("span");
  node.className = className;
  if (text) node.textContent = text;
  return node;
}

function shape(state) {
  const symbol = icons.getElementById(state);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("viewBox", symbol.getAttribute("viewBox"));
  svg.append(...[...symbol.children].map((child) => document.importNode(child, true)));
  return svg;
}

export class Grid {
  constructor(root, { words, clock, onOpen, onSlot, onRoom }) {
    Object.assign(this, { root, words, clock, onOpen, onSlot, onRoom });
    this.frame = root.parentElement;
    this.stateWords = Object.fromEntries(
      [...document.querySelectorAll("[data-state-template]")].map((one) => [
        one.dataset.stateTemplate,
        one.content.textContent.trim(),
      ]),
    );
    root.addEventListener("click", (event) => this.#open(event.target));
    root.addEventListener("keydown", (event) => this.#key(event));
    root.addEventListener("focusin", (event) => this.#rove(event.target));
  }

  /** Build everything anew; what had the focus keeps it. */
  build(day) {
    this.day = day;
    this.cells = new Map(); // interview id → its cell
    this.matrix = []; // rows × columns of what the keys reach, null where nothing is
    this.at = new Map(); // node → [row, column]
    this.places = []; // the head of each row with the buyers at its table
    const focused = document.activeElement?.dataset?.key;
    const columns = new Map(day.columns.map((slot, index) => [slot.at, index + 1]));
    this.root.style.setProperty("--slots", day.columns.length);
    const rows = [this.#head(day)];
    for (const [number, row] of day.snapshot.rows.entries()) rows.push(this.#line(row, number + 2, columns));
    this.root.setAttribute("aria-rowcount", rows.length);
    this.root.setAttribute("aria-colcount", day.columns.length + 1);
    this.root.replaceChildren(...rows);
    this.#rove(this.root.querySelector(focused ? `[data-key="${CSS.escape(focused)}"]` : "[data-key]"), true);
    if (focused) this.roving?.focus({ preventScroll: true });
  }

  #head(day) {
    const row = element("row", "line times");
    row.setAttribute("aria-rowindex", 1);
    const corner = element("columnheader", "corner", this.words.tables);
    row.append(corner);
    const reached = [null];
    this.headers = day.columns.map((slot, index) => {
      const head = element("columnheader", "slot");
      head.dataset.key = `slot:${slot.at}`;
      head.dataset.slot = slot.at;
      const before = day.columns[index - 1];
      mark(head, "break", Boolean(before && before.session !== slot.session));
      head.append(span("time"), span("need"));
      const moved = slot.starts !== slot.planned;
      head.firstChild.textContent = this.clock.hhmm(time(slot.starts));
      if (moved) head.firstChild.append(span("was", this.clock.hhmm(slot.at)));
      row.append(head);
      reached.push(head);
      return head;
    });
    this.#reach(reached);
    return row;
  }

  #line(row, number, columns) {
    const { day } = this;
    const line = element("row", "line");
    line.setAttribute("aria-rowindex", number);
    const head = element("rowheader", "place");
    head.dataset.key = `table:${row.room}/${row.table}`;
    head.dataset.room = row.room;
    const buyers = [...new Set(row.interviews.map((one) => one.buyer))].map((key) => day.companies.get(key));
    const names = buyers.map((one) => nameOf(one));
    const where = `${nameOf(day.rooms.get(row.room))} ${say(this.words.table, { n: row.table })}`;
    head.append(span("where", where), span("buyer"));
    head.lastChild.append(span("here"), names.map(shortName).join(BETWEEN));
    head.title = `${where} ${names.join(BETWEEN)}`;
    this.places.push([head, buyers]);
    line.append(head);
    const reached = [head, ...day.columns.map(() => null)];
    for (const [index, slot] of day.columns.entries()) {
      const interview = row.interviews.find((one) => columns.get(one.column) === index + 1);
      const cell = element("gridcell", interview ? "cell" : "free");
      mark(cell, "break", Boolean(index && day.columns[index - 1].session !== slot.session));
      if (interview) {
        cell.dataset.key = `interview:${interview.id}`;
        cell.dataset.interview = interview.id;
        const name = nameOf(day.supplier(interview));
        cell.append(span("name", shortName(name)), span("is"));
        cell.title = `${name} – ${nameOf(day.buyer(interview))}`;
        reached[index + 1] = cell;
        this.cells.set(interview.id, cell);
      }
      line.append(cell);
    }
    this.#reach(reached);
    return line;
  }

  #reach(row) {
    const number = this.matrix.push(row) - 1;
    for (const [column, node] of row.entries()) {
      if (!node) continue;
      node.tabIndex = -1;
      this.at.set(node, [number, column]);
    }
  }

  /** Show what an interview looks like; a change that news brought glows once. */
  show(interview, look, changed = false) {
    const cell = this.cells.get(interview.id);
    const { inside } = this.day.supplier(interview);
    const key = `${look.state} ${look.late} ${look.missing} ${interview.starts} ${inside}`;
    if (cell.dataset.shown === key) return;
    cell.dataset.shown = key;
    mark(cell, "state", look.state);
    mark(cell, "missing", look.missing);
    const told = look.missing ? this.words.missingMark : look.late ? say(this.words.late, { n: look.late }) : "";
    cell.lastChild.replaceChildren(shape(look.state), told);
    cell.setAttribute(
      "aria-label",
      [
        this.clock.hhmm(time(interview.starts)),
        cell.title,
        this.stateWords[look.state],
        look.missing ? this.words.missing : "",
        look.late ? say(this.words.lateWords, { n: look.late }) : "",
      ]
        .filter(Boolean)
        .join(" "),
    );
    if (changed) glow(cell);
  }

  /** The head of each row: whether its buyers are here. */
  showPlaces() {
    for (const [head, buyers] of this.places) {
      const here = buyers.every((one) => one.inside);
      if (head.dataset.inside === String(here)) continue;
      head.dataset.inside = here;
      const state = here ? "arrived" : "scheduled";
      head.querySelector(".here").replaceChildren(shape(state));
      head.setAttribute("aria-label", `${head.title} ${here ? this.stateWords.arrived : this.words.missing}`);
    }
  }

  /** The row of slots: what is now, and how many of those needed are here. */
  showSlots(now) {
    const current = this.day.current(now);
    for (const [index, head] of this.headers.entries()) {
      const slot = this.day.columns[index];
      const { here, needed } = this.day.need(slot);
      put(head.lastChild, needed ? `${here}/${needed}` : "");
      mark(head, "short", here < needed && time(slot.starts) - now < 10 * 60_000);
      head.toggleAttribute("data-now", slot === current);
      const words = needed ? say(this.words.need, { here, needed }) : "";
      head.setAttribute("aria-label", `${this.clock.hhmm(time(slot.starts))} ${words}`.trim());
    }
  }

  /** Show only those that `keeps(interview)`; rows without any go. Gives how many rows are left. */
  narrow(keeps) {
    if (!keeps && !this.root.classList.contains("narrowed")) return 0;
    let shown = 0;
    this.root.classList.toggle("narrowed", Boolean(keeps));
    for (const [number, row] of this.day.snapshot.rows.entries()) {
      let any = !keeps;
      for (const interview of row.interviews) {
        const kept = keeps ? keeps(interview) : false;
        this.cells.get(interview.id).classList.toggle("kept", kept);
        any ||= kept;
      }
      this.root.children[number + 1].hidden = !any;
      shown += any;
    }
    return shown;
  }

  /** What a search finds: interviews of companies whose name has all its words. */
  finder(text) {
    const wanted = fold(text).split(/\s+/).filter(Boolean);
    if (!wanted.length) return null;
    const found = new Set();
    for (const company of this.day.companies.values()) {
      const names = fold(`${company.name} ${company.kana} ${company.name_en}`);
      if (wanted.every((word) => names.includes(word))) found.add(company.id);
    }
    return (interview) => found.has(interview.supplier) || found.has(interview.buyer);
  }

  /** Put the focus on the first cell that is shown. */
  focusFirst() {
    const cell = this.root.querySelector(".line:not([hidden]) .cell.kept");
    cell?.focus();
  }

  /** Bring the slot that is now into view. */
  toNow(now) {
    const index = this.day.columns.findIndex((slot) => time(slot.ends) > now);
    const head = this.headers[Math.max(0, index)];
    if (!head) return;
    const before = this.headers[Math.max(0, index - 1)];
    this.frame.scrollLeft = before.offsetLeft - this.root.querySelector(".corner").offsetWidth;
  }

  #rove(node, quietly = false) {
    const target = node?.closest?.("[data-key]");
    if (!target || !this.at.has(target)) return;
    if (this.roving && this.roving !== target) this.roving.tabIndex = -1;
    this.roving = target;
    target.tabIndex = 0;
    if (!quietly) target.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #open(node) {
    const target = node.closest("[data-key]");
    if (!target) return;
    this.#rove(target, true);
    if (target.dataset.interview) this.onOpen(Number(target.dataset.interview));
    else if (target.dataset.slot) this.onSlot(Number(target.dataset.slot));
    else this.onRoom(target.dataset.room);
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return this.#open(event.target);
    }
    const next = this.#neighbour(event.target.closest("[data-key]"), event.key);
    if (!next) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
  }

  /** The nearest thing in a direction: sideways in its row, up and down as near its column as can be. */
  #neighbour(node, key) {
    const [row, column] = this.at.get(node) ?? [];
    if (row === undefined) return null;
    const cells = this.matrix[row];
    const reached = (index) => Boolean(cells[index]);
    const indices = cells.map((_, index) => index);
    switch (key) {
      case "ArrowRight":
        return cells[indices.find((index) => index > column && reached(index))] ?? null;
      case "ArrowLeft":
        return cells[indices.findLast((index) => index < column && reached(index))] ?? null;
      case "Home":
        return cells[indices.find(reached)];
      case "End":
        return cells[indices.findLast(reached)];
      case "ArrowDown":
        return this.#vertical(row, column, 1);
      case "ArrowUp":
        return this.#vertical(row, column, -1);
      case "PageDown":
        return this.#vertical(Math.min(row + 9, this.matrix.length - 2), column, 1);
      case "PageUp":
        return this.#vertical(Math.max(row - 9, 1), column, -1);
      default:
        return null;
    }
  }

  #vertical(row, column, step) {
    for (let at = row + step; this.matrix[at]; at += step) {
      if (this.root.children[at].hidden) continue;
      const nearest = this.matrix[at]
        .map((node, index) => [Math.abs(index - column) + (index === 0 && column ? 0.5 : 0), node])
        .filter(([, node]) => node)
        .sort(([a], [b]) => a - b)[0];
      if (nearest) return nearest[1];
    }
    return null;
  }
}
