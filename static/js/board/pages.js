// More tables than the board has room for: it turns its pages by itself.

const PAGE_MS = 9_000;

/** show(items) gives those of the page whose turn it is; the dots say which that is. */
export function pages(list, dots, sentence) {
  let page = 0;
  let turned = performance.now();

  return {
    show(items) {
      const size = fitting(list);
      const count = Math.max(1, Math.ceil(items.length / size));
      if (performance.now() - turned > PAGE_MS) {
        turned = performance.now();
        page += 1;
      }
      page %= count;
      showDots(dots, page, count, sentence);
      return items.slice(page * size, (page + 1) * size);
    },
  };
}

/** How many rows the list has room for. Their height is the style's `--row`. */
function fitting(list) {
  const row = list.firstElementChild?.getBoundingClientRect().height;
  return row ? Math.max(1, Math.floor((list.clientHeight + 1) / row)) : 1;
}

function showDots(dots, page, count, sentence) {
  dots.hidden = count < 2;
  if (dots.children.length !== count) {
    dots.replaceChildren(...Array.from({ length: count }, () => document.createElement("i")));
  }
  [...dots.children].forEach((dot, index) => dot.classList.toggle("here", index === page));
  dots.setAttribute("aria-label", sentence.replace("{n}", page + 1).replace("{all}", count));
}
