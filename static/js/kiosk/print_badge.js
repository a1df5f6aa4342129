// A badge that prints itself as soon as its letters are there.
await document.fonts.ready;
window.print();
