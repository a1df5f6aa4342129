// The page's words, and how they are filled in.

export const words = JSON.parse(document.querySelector("#words").dataset.words);

const english = document.documentElement.lang === "en";

/** A sentence with its {places} filled. */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

/** A person's or company's name in the page's language. */
export const nameOf = (thing) => (english && thing.name_en) || thing.name;
