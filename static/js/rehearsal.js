// A rehearsal is an event of its own, which screens are moved to and back: each begins anew with where it belongs, and
// says all the time that it is one.

const PAGE_OF_EVENT = /^\/events\/\d+(?=\/)/;

/** Say on the screen whether what it shows is a rehearsal; a snapshot that does not tell leaves it as it is. */
export function showRehearsal(snapshot) {
  const rehearsal = snapshot.event?.rehearsal ?? snapshot.rehearsal;
  if (rehearsal === undefined) return;
  document.documentElement.classList.toggle("rehearsal", rehearsal);
  const line = document.querySelector(".rehearsal-line");
  if (!rehearsal) line?.remove();
  else if (!line) sayIt();
}

/** In the line that says what is true of all the data, where a screen has one; else above everything. */
function sayIt() {
  const words = document.querySelector("#rehearsal-line")?.content.cloneNode(true);
  const place = document.querySelector(".notice") ?? document.body;
  if (words) place.prepend(words);
}

/** Whether this is an organiser's page: its address says of which event. */
export const isPageOfEvent = () => PAGE_OF_EVENT.test(location.pathname);

/** Go to the same page of another event; a screen's address stays as it is. `event` null: the one shown has gone. */
export function goTo(event) {
  const { pathname, search } = location;
  if (!isPageOfEvent()) return location.reload();
  location.replace(event === null ? "/" : pathname.replace(PAGE_OF_EVENT, `/events/${event}`) + search);
}
