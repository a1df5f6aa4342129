// The room's words, as the page brings them, and sentences with values in their {places}.
export const words = JSON.parse(document.body.dataset.words);

/** Put values in a sentence's {places}. */
export const say = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_whole, name) => String(values[name]));
