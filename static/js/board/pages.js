// More than the board has room for: it turns its pages by itself. Tables and the index of companies take turns.

// Time to find one's own name, and no more: three pages of tables and their turns of the index pass in 40 seconds.
const PAGE_MS = { tables: 6_000, index: 7_000 };
const MOST_DOTS = 14; // more cannot be counted at a glance
const ASKED_MS = 20_000; // somebody at the board has asked for a page

/**
 * `views`: {tables, index}, sections that lie over each other, each with a list in a frame. The index takes its turns
 * only where the tables do not fit on one page: then nobody sees them all at once.
 */
export function pages(views, dots, sentence) {
  const at = { tables: 0, index: 0 };
  let view = "tables";
  let until = performance.now() + PAGE_MS.tables;
  let cuts = { tables: [], index: [] };

  function turn() {
    if (view === "index") {
      at.index += 1;
      at.tables += 1;
      view = "tables";
    } else if (cuts.tables.length > 1 && cuts.index.length) view = "index";
    else at.tables += 1;
    until = performance.now() + PAGE_MS[view];
  }

  function show() {
    for (const [name, section] of Object.entries(views)) cuts[name] = cut(section);
    if (performance.now() > until) turn();
    if (!cuts.index.length) view = "tables";
    for (const [name, section] of Object.entries(views)) {
      at[name] %= Math.max(1, cuts[name].length);
      section.classList.toggle("off", name !== view);
      place(section, cuts[name], at[name]);
    }
    const turns = view === "index" || cuts.tables.length > 1 ? cuts.index.length : 0;
    const here = view === "index" ? cuts.tables.length + at.index : at.tables;
    showDots(dots, here, cuts.tables.length + turns, sentence);
  }

  return {
    show,
    /** The lines that are on the screen now. */
    get shown() {
      return [...listOf(views[view]).children].filter((line) => !line.classList.contains("off"));
    },
    get view() {
      return view;
    },
    /** Show the page of the index that holds its line of this place, for as long as somebody reads it. */
    ask(line) {
      view = "index";
      at.index = Math.max(0, cuts.index.findLastIndex(({ first }) => first <= line));
      until = performance.now() + ASKED_MS;
      show();
    },
  };
}

const listOf = (section) => section.querySelector(".frame > *");

/** Where the pages of a list begin: [{first, top}], by the lines' own heights: nothing is cut off. */
function cut(section) {
  const list = listOf(section);
  const room = list.parentElement.clientHeight + 1;
  const found = [];
  [...list.children].forEach((line, first) => {
    const top = line.offsetTop;
    const page = found.at(-1);
    if (!page || (top > page.top && top + line.offsetHeight - page.top > room)) found.push({ first, top });
  });
  return found;
}

function place(section, cuts, page) {
  const list = listOf(section);
  const { first, top } = cuts[page] ?? { first: 0, top: 0 };
  const end = cuts[page + 1]?.first ?? Infinity;
  list.style.translate = `0 ${-top}px`;
  [...list.children].forEach((line, index) => line.classList.toggle("off", index < first || index >= end));
}

function showDots(dots, page, count, sentence) {
  dots.hidden = count < 2;
  dots.setAttribute("aria-label", sentence.replace("{n}", page + 1).replace("{all}", count));
  if (count > MOST_DOTS) return dots.replaceChildren(`${page + 1} / ${count}`);
  if (dots.children.length !== count) {
    dots.replaceChildren(...Array.from({ length: count }, () => document.createElement("i")));
  }
  [...dots.children].forEach((dot, index) => dot.classList.toggle("here", index === page));
}
