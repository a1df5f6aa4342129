// The page's words, and how they are filled in.

export const words = JSON.parse(document.querySelector("#words").dataset.words);

/** A sentence with its {places} filled. */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
