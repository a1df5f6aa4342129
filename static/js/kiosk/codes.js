// How what a reader or a person typed becomes a badge code. The server folds in the same way, by
// kiosk/domain/badge_codes.py: what is changed here is changed there.

const LENGTH = 20;
const LONGEST_RAW = 200;
const CODE = /^[0-9A-HJKMNP-TV-Z]{20}$/;
const WIDE = /[\uff01-\uff5e]/g; // full-width forms of the ASCII symbols
const NOISE = /[\x00-\x20\x7f-\xa0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\-_\u2010-\u2015\u2212\u30fc\uff70]+/g;
const AIM = /^[\][][A-Za-z][0-9A-Za-z]/; // what kind of symbol was read, where a reader is set to tell
const ALIKE = { O: "0", I: "1", L: "1" };

const narrow = (symbol) => String.fromCharCode(symbol.charCodeAt(0) - 0xfee0);

/** The text in ASCII, without spaces, hyphens, control characters and a reader's prefix; null if there is more in it. */
function bare(raw) {
  const text = raw.replace(WIDE, narrow).replace(NOISE, "");
  return /^[\x21-\x7e]*$/.test(text) ? text.replace(AIM, "") : null;
}

/** The canonical code in what a reader or a person typed; null if it is no badge code at all. */
export function fold(raw) {
  if (raw.length > LONGEST_RAW) return null;
  const text = bare(raw)?.toUpperCase().replace(/[OIL]/g, (letter) => ALIKE[letter]);
  return text && CODE.test(text) ? text : null;
}

/** Whether as many symbols as a code has have come. */
export const isWhole = (raw) => (bare(raw)?.length ?? 0) >= LENGTH;
