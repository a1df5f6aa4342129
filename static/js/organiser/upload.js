// Files dropped onto the area or chosen; their names are listed before anything is sent. Faults can be copied.

const form = document.querySelector("[data-upload]");
const input = form.querySelector("input[type=file]");
const area = form.querySelector("[data-drop]");
const chosen = form.querySelector("[data-chosen]");

function list() {
  chosen.replaceChildren(
    ...[...input.files].map((file) => {
      const item = document.createElement("li");
      item.textContent = file.name;
      return item;
    }),
  );
}

input.addEventListener("change", list);
for (const name of ["dragenter", "dragover"]) {
  area.addEventListener(name, (event) => {
    event.preventDefault();
    area.classList.add("over");
  });
}
area.addEventListener("dragleave", (event) => {
  if (!area.contains(event.relatedTarget)) area.classList.remove("over");
});
area.addEventListener("drop", (event) => {
  event.preventDefault();
  area.classList.remove("over");
  if (!event.dataTransfer.files.length) return;
  input.files = event.dataTransfer.files;
  list();
});
form.addEventListener("submit", () => {
  form.querySelector("[data-sending]").hidden = false;
  form.querySelector(".button.primary").disabled = true;
});
addEventListener("pageshow", () => (form.querySelector(".button.primary").disabled = false));

const copy = document.querySelector("[data-copy]");
copy?.addEventListener("click", () => {
  // The clipboard interface wants a secure origin, which a hall's LAN is not; selecting and copying does not.
  document.getElementById(copy.dataset.copy).select();
  document.querySelector("[data-copied]").hidden = !document.execCommand("copy");
});
