// The staffed desk beside the reader: its screens, its keys, and what it can take back.
import { ApiError, api, newNonce } from "../api.js";
import { isComposing } from "../dom.js";
import { companyPanel } from "./company.js";
import { lastOne } from "./last.js";
import { personPanel } from "./person.js";
import { printing } from "./printing.js";
import { walkInPanel } from "./walk_in.js";
import { words } from "./words.js";

const part = (name) => document.querySelector(`[data-${name}]`);

/**
 * data        the page's own: token, device, event
 * checkIn(who)   checks one in, whose answer fills the screen
 * send(scan)  keeps a scan and has it sent; its answer comes by `answered`
 * undo(nonce, kind) takes a check-in or a departure back
 * now()       the event's clock, as scans carry it
 */
export function frontDesk({ data, screen, clock, checkIn, send, undo, now }) {
  const server = api(data.token, parseInt(data.event, 10));
  const waits = new Map(); // by nonce: who waits for the answer of a scan of a group
  const kept = new Set(); // those of a group that wait for the line
  const printer = printing();
  const last = lastOne({ device: data.device, clock, undo });
  const onChosen = (attendee) => {
    printer.hush();
    checkIn({ attendee });
  };
  const onArrived = (attendee) => checkIn({ attendee, kind: "checkin" }); // whoever was just registered

  /** What the server says; why not, in words for the screen. */
  async function ask(request) {
    try {
      return await request;
    } catch (error) {
      if (!(error instanceof ApiError) || !error.passing) throw error;
      throw Object.assign(new Error(words.notNow), { passing: true });
    }
  }

  const post = (path, body) => ask(server.post(path, body));

  /** Check several in, each with a nonce of its own. */
  async function together(attendees) {
    const found = { taken: [], kept: [], refused: [] };
    const answers = attendees.map(async (attendee) => {
      const nonce = newNonce();
      const answer = new Promise((resolve) => waits.set(nonce, resolve));
      await send({ nonce, scanned_at: now(), attendee });
      found[await answer].push(attendee);
    });
    await Promise.all(answers);
    return found;
  }

  /** Put an interview that was marked as no-show back, and show its person's day again. */
  async function reinstate({ currentTarget: button }) {
    const { id } = screen.attendee;
    button.hidden = true; // pressed once; the next answer decides whether it is there again
    try {
      await post(`/interviews/${button.dataset.interview}/actions`, { nonce: newNonce(), action: "reinstate" });
      onArrived(id);
    } catch (error) {
      part("missed-saved").textContent = error.message;
    }
  }

  const person = personPanel({
    screen,
    clock,
    post,
    load: (id) => ask(server.get(`/attendees/${encodeURIComponent(id)}`)),
    print: printer.print,
    forget: printer.forget,
    badgeOf: (id) => `${data.badges}?attendee=${encodeURIComponent(id)}`,
    onChosen,
    onArrived,
  });
  const walkIn = walkInPanel({
    screen,
    post,
    print: printer.print,
    onArrived,
    find: (query) => ask(server.get(`/companies?q=${encodeURIComponent(query)}`)),
  });
  const company = companyPanel({
    screen,
    onChosen,
    together,
    leaving: () => data.mode === "out",
    onPerson: person.open,
    onWalkIn: walkIn.open,
    load: (id) => ask(server.get(`/companies/${encodeURIComponent(id)}/people`)),
  });

  const KEYS = {
    F2: () => part("open-search").click(),
    F4: () => part("open-walk-in").click(),
    F6: () => part("colleagues").click(),
    F8: () => part("leaving").click(),
  };
  const DESK = new Set(["people", "person", "walkin"]);

  addEventListener("keydown", (event) => {
    if (isComposing(event) || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape" && DESK.has(screen.view)) return screen.idle();
    if (!KEYS[event.key] || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  for (const button of document.querySelectorAll("[data-back]")) button.addEventListener("click", screen.idle);
  part("open-walk-in").addEventListener("click", () => walkIn.open());
  part("colleagues").addEventListener("click", () => screen.company?.id && company.open(screen.company));
  part("to-person").addEventListener("click", () => person.openById(screen.attendee.id));
  part("note-wishes").addEventListener("click", () => person.noteWishes(screen.attendee.id));
  part("reinstate").addEventListener("click", reinstate);
  for (const button of [part("leaving"), part("end-leaving")]) {
    button.addEventListener("click", () => setLeaving(data.mode !== "out"));
  }

  /** Badges that are read now are of people who leave. */
  function setLeaving(leaving) {
    data.mode = leaving ? "out" : "in";
    part("leaving").setAttribute("aria-pressed", String(leaving));
    part("leaving-band").hidden = !leaving;
    for (const label of document.querySelectorAll("[data-when]")) label.hidden = label.dataset.when !== data.mode;
    if (screen.view !== "idle") screen.idle();
  }

  return {
    people: company.open,
    person: person.open,
    /** Whether a form of this screen holds what was typed and not sent yet. */
    isBegun: (view) => Boolean({ person, walkin: walkIn }[view]?.isBegun()),
    /** Somebody else stands there now. */
    nextOne: printer.hush,
    get leaving() {
      return data.mode === "out";
    },
    /** The server's word on a scan of this kiosk, or what was said in its place. */
    answered({ nonce, kind, of }, { status, body }) {
      if (kind === "undo" && status === 200) last.gone(of);
      else if (kind !== "undo" && status === 201) last.add(nonce, kind ?? "checkin", body);
      waits.get(nonce)?.(status < 300 ? "taken" : "refused");
      waits.delete(nonce);
      if (kept.delete(nonce) && kept.size === 0) company.again();
    },
    /** A scan could not be delivered yet: nobody waits for it here. */
    kept(nonce) {
      if (!waits.has(nonce)) return;
      kept.add(nonce);
      waits.get(nonce)("kept");
      waits.delete(nonce);
    },
  };
}
