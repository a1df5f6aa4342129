// The record of scans on the day: its newest page is read again when something was scanned.
import { connectLive } from "/static/js/live.js";
import { keptPage } from "/static/js/organiser/refresh.js";

const GATHER_MS = 2_000;
const SCANS = /^(checked_in|departed|scan_refused|checkin_undone|departure_undone)/;
const record = document.querySelector("[data-record]");

if (record) {
  const stale = document.querySelector("[data-stale]");
  const page = keptPage();
  let first = { revision: Number(record.dataset.revision) };
  let timer = null;

  const live = connectLive({
    token: record.dataset.token,
    topic: "organiser",
    async loadSnapshot() {
      const shown = first;
      first = null;
      if (shown) return shown;
      const { page: found } = await page.read(location.href);
      return { revision: Number(found.querySelector("[data-record]").dataset.revision) };
    },
    onSnapshot: () => {},
    onNews(news) {
      if (SCANS.test(news.fact)) timer ??= setTimeout(() => ((timer = null), live.reload()), GATHER_MS);
      return true;
    },
    onStale: () => (stale.hidden = false),
    onFresh: () => (stale.hidden = true),
  });
}
