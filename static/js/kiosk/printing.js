// One badge through the browser's own printing: a page in a hidden frame, which prints itself.

const SIZE = "mendan-badge-size";
const SAID_MS = 120_000;

const part = (name) => document.querySelector(`[data-${name}]`);

export function printing() {
  const size = part("print-size");
  const note = part("printing");
  let timer = 0;
  size.value = localStorage.getItem(SIZE) ?? "card";
  size.addEventListener("change", () => localStorage.setItem(SIZE, size.value));
  part("printing-close").addEventListener("click", () => (note.hidden = true));

  function close() {
    for (const frame of document.querySelectorAll("iframe[data-badge]")) frame.remove();
    note.hidden = true;
  }

  return {
    /** Print the badge at this address, and say so; it can be printed again from there. */
    print(address, text) {
      close();
      const page = `${address}&size=${size.value}`;
      const frame = document.createElement("iframe");
      frame.dataset.badge = "";
      frame.title = text;
      frame.tabIndex = -1;
      frame.setAttribute("aria-hidden", "true");
      frame.src = page;
      document.body.append(frame);
      part("printing-text").textContent = text;
      part("print-again").href = page;
      note.hidden = false;
      clearTimeout(timer);
      timer = setTimeout(close, SAID_MS);
    },
  };
}
