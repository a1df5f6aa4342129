// Narrows lists while one types or chooses. An input with data-filter="#list" searches its items' data-search;
// with data-key="x" its value must be one of the words of their data-x; of radio buttons the chosen one counts.
// Counts and the word for "nothing" follow.

/** Case, width and kana make no difference: ﾀｶｻｷ, タカサキ and たかさき find the same. */
const fold = (text) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));

function matches(item, controls) {
  return controls.every((control) => {
    const wanted = control.value;
    if (!wanted || (control.type === "radio" && !control.checked)) return true;
    if (control.dataset.key) return item.dataset[control.dataset.key].split(" ").includes(wanted);
    const text = fold(item.dataset.search);
    return fold(wanted)
      .split(/\s+/)
      .every((word) => text.includes(word));
  });
}

function narrow(selector) {
  const list = document.querySelector(selector);
  const controls = [...document.querySelectorAll(`[data-filter="${selector}"]`)];
  let shown = 0;
  for (const item of list.querySelectorAll("[data-search]")) {
    item.hidden = !matches(item, controls);
    shown += !item.hidden;
  }
  for (const group of list.querySelectorAll("[data-filter-group]")) {
    const left = group.querySelectorAll("[data-search]:not([hidden])").length;
    group.hidden = left === 0;
    group.querySelector(".count").textContent = left;
  }
  for (const count of document.querySelectorAll(`[data-filter-count="${selector}"]`)) count.textContent = shown;
  for (const words of document.querySelectorAll(`[data-filter-none="${selector}"]`)) words.hidden = shown > 0;
}

for (const control of document.querySelectorAll("[data-filter]")) {
  control.addEventListener("input", () => narrow(control.dataset.filter));
  if (control.value) narrow(control.dataset.filter); // kept by the browser on the way back
}
