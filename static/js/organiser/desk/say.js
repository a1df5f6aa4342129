// What the desk says to the hall: the form, and the list of what is up with who has read it.
import { copy, keep, mark, nameOf, put, slot } from "/static/js/dom.js";
import { time } from "/static/js/states.js";
import { say } from "./send.js";

export class Saying {
  constructor({ words, clock, send, end }) {
    Object.assign(this, { words, clock });
    this.dialog = document.querySelector("[data-say]");
    this.form = this.dialog.querySelector("form");
    this.refused = this.dialog.querySelector("[data-refused]");
    this.list = document.querySelector("[data-said]");
    this.silent = document.querySelector("[data-silent]");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(send);
    });
    this.list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-end]");
      if (!button) return;
      button.disabled = true;
      end(Number(button.closest("li").dataset.key)).catch(() => (button.disabled = false));
    });
  }

  rooms(day) {
    const chosen = this.form.room.value;
    const options = [["", this.words.everyone], ...[...day.rooms.values()].map((room) => [room.id, nameOf(room)])];
    this.form.room.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
    this.form.room.value = chosen;
  }

  /** Open the form; what is given is filled in, the person may still change it. Their own draft is kept. */
  open({ room = "", text, english = "" } = {}) {
    if (text !== undefined || this.filled) {
      this.form.text.value = text ?? "";
      this.form.text_en.value = english;
    }
    this.filled = text !== undefined;
    this.form.room.value = room ?? "";
    put(this.refused, "");
    this.dialog.showModal();
    this.form.text.focus();
  }

  async #send(send) {
    const button = this.form.querySelector("[type=submit]");
    if (button.disabled) return;
    button.disabled = true;
    put(this.refused, "");
    try {
      const { room, text, text_en: english } = this.form;
      await send(room.value || null, text.value, english.value);
      this.form.reset();
      this.dialog.close();
    } catch (error) {
      put(this.refused, error.message);
    }
    button.disabled = false;
  }

  show(messages) {
    keep(
      this.list,
      messages,
      (message) => message.id,
      () => copy("#message-line"),
      (node, message) => {
        const hhmm = (iso) => this.clock.hhmm(time(iso));
        put(slot(node, "to"), message.to || this.words.everyone);
        put(slot(node, "at"), hhmm(message.sent_at));
        put(slot(node, "text"), nameOf({ name: message.text, name_en: message.text_en }));
        const read = message.acknowledged_at;
        mark(node, "read", Boolean(read));
        mark(node, "unread", !read && message.room);
        const words = read
          ? say(this.words.read, { time: hhmm(read), by: message.by })
          : message.room
            ? this.words.unread
            : say(this.words.upSince, { time: hhmm(message.sent_at) });
        put(slot(node, "read"), words);
      },
    );
    this.silent.hidden = messages.length > 0;
  }
}
