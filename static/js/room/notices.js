// What the room is told: messages to acknowledge, announcements, the hall's time standing still, a new version.
import { copy, glow, keep, mark, nameOf, put, slot } from "/static/js/dom.js";
import { time } from "/static/js/states.js";
import { guard } from "/static/js/room/dialogs.js";
import { say, words } from "/static/js/room/words.js";

const list = document.querySelector("[data-notices]");
const main = document.querySelector("main");

/** Show all that is to be said, the most urgent first. `waits(lane)`: it was acknowledged here just now. */
export function showNotices(room, { clock, waits }) {
  const { messages, hall, changes, version } = room.snapshot;
  const own = messages.filter((one) => one.room !== null && !waits(`message-${one.id}`));
  const everyone = messages.filter((one) => one.room === null);
  const notices = [
    ...own.map((message) => ({ key: `message-${message.id}`, kind: "message", message })),
    ...(changes.length > 0 && !waits(`version-${version}`) ? [{ key: `version-${version}`, kind: "version" }] : []),
    ...(hall.held_at && !hall.bell ? [{ key: "held", kind: "held" }] : []),
    ...everyone.map((message) => ({ key: `said-${message.id}`, kind: "said", message })),
  ];
  const before = [...list.children].map((child) => child.dataset.key).join();
  keep(list, notices, ({ key }) => key, ({ kind }) => make(kind), (item, notice) => show(item, notice, room, clock));
  if (before !== notices.map(({ key }) => key).join()) guard(main); // everything below has moved
}

function make(kind) {
  const item = copy("#notice");
  mark(item, "kind", kind);
  slot(item, "icon").append(...document.querySelector(`[data-notice-icon="${kind}"]`).content.cloneNode(true).children);
  slot(item, "acknowledge").hidden = !["message", "version"].includes(kind);
  item.setAttribute("role", kind === "message" ? "alert" : "status");
  glow(item);
  return item;
}

function show(item, { kind, message }, room, clock) {
  if (message) {
    const english = document.documentElement.lang === "en" && message.text_en;
    put(slot(item, "title"), say(kind === "message" ? words.fromDesk : words.toAll, { time: clock.hhmm(time(message.sent_at)) }));
    put(slot(item, "text"), english ? message.text_en : message.text);
    slot(item, "acknowledge").dataset.message = message.id;
  } else if (kind === "held") {
    put(slot(item, "title"), say(words.held, { time: clock.hhmm(time(room.snapshot.hall.held_at)) }));
    put(slot(item, "text"), words.heldText);
  } else {
    const { version, changes } = room.snapshot;
    put(slot(item, "title"), say(words.version, { n: version }));
    slot(item, "acknowledge").dataset.version = version;
    keep(slot(item, "changes"), changes, keyOf, () => document.createElement("li"), (line, change) =>
      put(line, sentence(change, room, clock)),
    );
  }
}

const keyOf = ({ supplier, buyer }) => `${supplier.id}>${buyer.id}`;

/** What has become of an interview, in a sentence. */
function sentence({ kind, supplier, buyer, before, after }, room, clock) {
  const place = (spot) => {
    if (!spot) return null;
    const day = clock.date(time(spot.starts)) === room.snapshot.day ? "" : `${clock.day(time(spot.starts))} `;
    const where = spot.room === room.snapshot.room.id ? "" : `${nameOf(room.named(spot.room) ?? { name: spot.room })} `;
    return `${day}${clock.hhmm(time(spot.starts))} ${where}${say(words.table, { n: spot.table })}`;
  };
  const [from, to] = [place(before), place(after)];
  const named = kind === "out" && !after ? "lost" : kind === "in" && !before ? "added" : kind;
  return say(words.changes[named], { from, to, company: nameOf(supplier), buyer: nameOf(buyer) });
}

/** `onMessage(id)`, `onVersion(number)`: it was read. */
export function onAcknowledge({ onMessage, onVersion }) {
  list.addEventListener("click", (event) => {
    const { message, version } = event.target.closest("[data-slot=acknowledge]")?.dataset ?? {};
    if (message) onMessage(Number(message));
    if (version) onVersion(Number(version));
  });
}
