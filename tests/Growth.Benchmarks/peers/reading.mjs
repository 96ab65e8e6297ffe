/** A completer has scrolled 90 % and read for 40 % of the reading time, here 5 s. */
export const rule = { scroll: 90, seconds: 2 };

/** Puts one event into what a reader has done with a piece, and into the piece's counts. */
export function merge(reading, event, counts, complete) {
  if (reading.first_at === undefined) {
    Object.assign(reading, { first_at: event.at, scroll: 0, seconds: 0, completed_at: null, shared_at: null });
    counts.readers++;
  }
  reading.scroll = Math.max(reading.scroll, event.scroll ?? 0);
  reading.seconds = Math.max(reading.seconds, Math.min(event.seconds ?? 0, Math.floor((event.at - reading.first_at) / 1e6)));
  if (event.kind === 'view') counts.views++;
  if (event.kind === 'share') {
    counts.shares++;
    if (reading.shared_at === null) {
      reading.shared_at = event.at;
      counts.sharers++;
    }
  }
  if (reading.completed_at === null && reading.scroll >= complete.scroll && reading.seconds >= complete.seconds) {
    reading.completed_at = event.at;
    counts.completers++;
  }
}
