// How long anybody is kept waiting: for the server's word, or for the disk. Longer only where the page says so, as on
// a computer so busy that nothing could be tested.
export const PATIENCE_MS = Number(document.body.dataset.patience) || 2_000;
