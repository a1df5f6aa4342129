// The same badge is read again and again while it is held there: that is one scan.

/** Remembers what was met for `ms` after it was last met. */
export function once(ms) {
  const met = new Map();

  return {
    /** Whether this is met for the first time, or again after long enough. */
    isNew(text, now = performance.now()) {
      for (const [other, at] of met) if (now - at >= ms) met.delete(other);
      const known = met.has(text);
      met.set(text, now);
      return !known;
    },
    forget: () => met.clear(),
  };
}
