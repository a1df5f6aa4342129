// Names in both languages: the page's own large, the other one below it.
import { nameOf, put, putName, slot } from "/static/js/dom.js";

export const languages = document.documentElement.lang === "en" ? ["en", "ja"] : ["ja", "en"];

/** Show a company in the `name` and `also` of an element; without a name, what `nobody` has for the two. */
export function showName(element, company, nobody = []) {
  const [name, also] = [slot(element, "name"), slot(element, "also")];
  if (company?.name) {
    putName(name, company);
    const other = nameOf(company, languages[1]);
    put(also, other === nameOf(company) ? "" : other);
  } else {
    delete name.dataset.name;
    const [first = "", second = ""] = nobody;
    put(name, first);
    put(also, second);
  }
}

/** Sentences of all languages in one, as for a banner. */
export const inBoth = (words, say) => languages.map((language) => say(words[language])).join(" / ");
