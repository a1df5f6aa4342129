// The grid under the hand: arrow keys from interview to interview, both companies' day as a thread, the drawer.

const grid = document.querySelector("[data-grid]");
const cells = [...grid.querySelectorAll(".cell")];
const place = new Map(); // cell → [row, column], counted as seen
for (const [row, tr] of [...grid.tBodies[0].rows].entries()) {
  for (const td of tr.cells) {
    const cell = td.querySelector(".cell");
    if (cell) place.set(cell, [row, td.cellIndex]);
  }
}

/** The nearest interview in a direction; sideways it stays in its row, up and down as near its column as it can. */
function neighbour(from, key) {
  const [row, column] = place.get(from);
  const ahead = {
    ArrowLeft: ([r, c]) => r === row && c < column,
    ArrowRight: ([r, c]) => r === row && c > column,
    ArrowUp: ([r]) => r < row,
    ArrowDown: ([r]) => r > row,
    Home: ([r, c]) => r === row && c < column,
    End: ([r, c]) => r === row && c > column,
  }[key];
  if (!ahead) return null;
  const far = key === "Home" || key === "End" ? -1 : 1;
  const distance = ([r, c]) => far * (Math.abs(r - row) * 1000 + Math.abs(c - column));
  let best = null;
  for (const [cell, at] of place) {
    if (ahead(at) && (best === null || distance(at) < distance(place.get(best)))) best = cell;
  }
  return best;
}

function rove(cell) {
  for (const other of cells) other.tabIndex = -1;
  cell.tabIndex = 0;
}

function thread(cell) {
  const { supplier, buyer } = cell?.dataset ?? {};
  grid.classList.toggle("threading", Boolean(cell));
  for (const other of cells) {
    other.classList.toggle("thread-supplier", Boolean(cell) && other.dataset.supplier === supplier);
    other.classList.toggle("thread-buyer", Boolean(cell) && other.dataset.buyer === buyer);
  }
  for (const wish of document.querySelectorAll("#unplaced [data-search]")) {
    wish.classList.toggle("thread", Boolean(cell) && wish.dataset.supplier === supplier);
  }
}

if (cells.length) rove(cells[0]);
grid.addEventListener("keydown", (event) => {
  const from = event.target.closest(".cell");
  const next = from && neighbour(from, event.key);
  if (!next) return;
  event.preventDefault();
  rove(next);
  next.focus();
});
grid.addEventListener("focusin", (event) => {
  const cell = event.target.closest(".cell");
  if (cell) rove(cell);
  thread(cell);
});
grid.addEventListener("focusout", () => thread(null));
grid.addEventListener("pointerover", (event) => thread(event.target.closest(".cell")));
grid.addEventListener("pointerleave", () => thread(document.activeElement?.closest(".cell")));

const opener = document.querySelector("[data-drawer]");
if (opener) {
  const drawer = document.getElementById(opener.dataset.drawer);
  const show = (open) => {
    drawer.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
  };
  show(innerWidth >= 1600 || innerWidth <= 1100); // beside the grid where there is room, below it where there is not
  opener.addEventListener("click", () => {
    show(drawer.hidden);
    if (!drawer.hidden) drawer.scrollIntoView({ block: "nearest" });
  });
}

const printed = document.querySelector("[data-print-time]");
addEventListener("beforeprint", () => {
  const zone = { timeZone: printed.dataset.zone };
  const day = new Intl.DateTimeFormat("sv-SE", { ...zone, dateStyle: "short" }).format(Date.now());
  const time = new Intl.DateTimeFormat("sv-SE", { ...zone, timeStyle: "short" }).format(Date.now());
  printed.textContent = `${day} ${time}`;
});
document.querySelector("[data-print]").addEventListener("click", () => print());
