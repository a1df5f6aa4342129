// Opens the browser's print window as soon as the page and its letters are there.
await document.fonts.ready;
window.print();
