// What staff may do at a kiosk behind its PIN, and the state in which it takes nothing.
import { ApiError, api } from "../api.js";
import { nonces } from "../nonces.js";
import { returning } from "./stay.js";
import { words } from "./words.js";

const part = (name) => document.querySelector(`[data-${name}]`);

/** `data` is the page's own; the settings come with it, and are asked for again when the organiser changed them. */
export function lock({ data, screen }) {
  const server = api(data.token, parseInt(data.event, 10));
  const form = part("pin-form");
  const settings = part("settings");
  let pin = "";
  const nonce = nonces();
  let stale = false; // the page itself has to be loaded anew, once nobody uses it

  function open() {
    pin = "";
    form.reset();
    form.hidden = data.pin !== "true";
    settings.hidden = data.pin === "true";
    part("pin-hint").textContent = "";
    part("settings-hint").textContent = "";
    screen.show("lock");
  }

  function close() {
    pin = "";
    form.reset();
    screen.idle();
  }

  function setOut(out) {
    const before = data.out;
    data.out = String(out);
    part("out-of-order").setAttribute("aria-pressed", data.out);
    if (before !== data.out) screen.setHome(out ? "out" : null);
  }

  const said = (error) => (error instanceof ApiError && error.passing ? words.notNow : error.message);

  async function unlock(event) {
    event.preventDefault();
    const given = form.elements.pin.value;
    form.elements.pin.value = "";
    try {
      await server.post("/kiosk/pin", { pin: given });
      pin = given;
      form.hidden = true;
      settings.hidden = false;
      part("out-of-order").focus();
    } catch (error) {
      part("pin-hint").textContent = said(error);
      form.elements.pin.focus();
    }
  }

  async function toggle() {
    try {
      const content = { pin, out_of_order: data.out !== "true" };
      const { out_of_order: out } = await server.post("/kiosk/out-of-order", { nonce: nonce.of(content), ...content });
      nonce.done();
      setOut(out);
    } catch (error) {
      if (!error.passing) nonce.done();
      part("settings-hint").textContent = said(error);
    }
  }

  /** Ask how this kiosk is set up now. */
  async function refresh() {
    try {
      const now = await server.get("/kiosk");
      const shown = String(now.hide_names) === data.hideNames && String(now.show_link) === data.showLink;
      const same = now.profile === data.profile && now.search === data.search && shown;
      data.pin = String(now.pin);
      stale ||= !same;
      setOut(now.out_of_order);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  form.addEventListener("submit", unlock);
  for (const key of form.querySelectorAll("[data-digit]")) {
    key.addEventListener("click", () => {
      const field = form.elements.pin;
      field.value = key.dataset.digit ? field.value + key.dataset.digit : "";
    });
  }
  for (const button of document.querySelectorAll("[data-open-lock]")) button.addEventListener("click", open);
  part("lock-back").addEventListener("click", close);
  part("screen='lock'").addEventListener("keydown", (event) => event.key === "Escape" && close());
  part("out-of-order").addEventListener("click", toggle);
  part("full-screen").addEventListener("click", () => document.documentElement.requestFullscreen?.());
  part("reload").addEventListener("click", () => location.reload());
  returning(part("screen='lock'"), close);
  setOut(data.out === "true");
  if (data.out === "true") screen.setHome("out");

  return {
    refresh,
    /** Whether badges are taken now. */
    get open() {
      return data.out !== "true";
    },
    /** Whether the page should be loaded anew, as the kiosk was set up differently. */
    get stale() {
      return stale;
    },
  };
}
