// The form of a person who is written down at the desk.

const FIELDS = ["name", "kana", "name_en", "title", "language"];

/** What was typed of a person. */
export const newcomerOf = (form) => Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value.trim()]));

/** Whether anything is typed in a form that was not there before. */
export const isTyped = (form) =>
  [...form.elements].some((field) => "defaultValue" in field && field.value !== field.defaultValue);

/** Say what is wrong with a form, at the field that is to be changed. */
export function complain(form, text, field) {
  form.querySelector("[data-form-hint]").textContent = text;
  for (const other of form.querySelectorAll("[aria-invalid]")) other.removeAttribute("aria-invalid");
  field?.setAttribute("aria-invalid", "true");
  field?.focus();
}

/** An empty form. */
export function clearForm(form) {
  form.reset();
  complain(form, "");
}
