// A page that the browser had put aside comes back as it was left: it is read anew, unless something typed there still
// waits to be sent.

const isTyped = (field) => field.type !== "hidden" && (field.value !== field.defaultValue || field.checked !== field.defaultChecked);
const isBegun = () => [...document.querySelectorAll("form[method=post] :is(input, textarea)")].some(isTyped);

addEventListener("pageshow", ({ persisted }) => persisted && !isBegun() && location.reload());
