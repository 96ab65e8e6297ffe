// One writer: what came in while it committed is committed together next, and answered when it is durable.
export function gather(commit, most = 5000) {
  let waiting = [];
  let busy = false;

  async function run() {
    busy = true;
    while (waiting.length > 0) {
      // lets every request that has arrived join
      await new Promise(setImmediate);
      const group = [];
      let count = 0;
      while (group.length < waiting.length && count < most) count += waiting[group.length].events.length, group.push(waiting[group.length]);
      waiting = waiting.slice(group.length);
      try {
        const duplicates = await commit(group.flatMap(one => one.events));
        for (const one of group) one.resolve(duplicates === 0 ? 0 : one.events.filter(event => event.duplicate).length);
      } catch (error) {
        for (const one of group) one.reject(error);
      }
    }
    busy = false;
  }

  /** Resolves to the number of duplicates among the events. */
  return events => new Promise((resolve, reject) => {
    waiting.push({ events, resolve, reject });
    if (!busy) run();
  });
}
