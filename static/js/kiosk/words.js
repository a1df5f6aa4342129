// The page's words in each language, and how they are filled in.

const said = Object.fromEntries(
  [...document.querySelectorAll("[data-words]")].map((part) => [part.dataset.spoken, JSON.parse(part.dataset.words)]),
);

/** The words of the page's own language. */
export const words = said[document.documentElement.lang];

/** The words of a person's language; of the page's own for one it does not speak. */
export const wordsIn = (language) => said[language] ?? words;

/** The other of the two languages. */
export const otherThan = (language) => (language === "ja" ? "en" : "ja");

/** A sentence with its {places} filled. */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
