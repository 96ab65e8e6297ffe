// Counts events in groups of 1,000 as the equal server's store does, without HTTP. node count.mjs postgres|sqlite TARGET SECONDS
import { randomUUID } from 'node:crypto';

const [engine, target, length] = process.argv.slice(2);
const { open } = await import(`./equal-${engine}.mjs`);
const store = await open(target);
const group = 1000;

function* events() {
  for (let number = 0; ; number++) {
    const reader = Math.floor(number / 20) + Math.floor(Math.random() * 2000);
    const step = Math.floor(Math.random() * 10);
    const kind = step < 2 ? 'view' : step === 9 ? 'share' : 'progress';
    yield {
      id: randomUUID(), kind, piece: 1 + reader % 3, at: Date.now() * 1000, duplicate: false,
      // as far from each other as random ids are
      reader: BigInt.asUintN(64, BigInt(reader) * 11400714819323198485n).toString(16).padStart(16, '0') + reader.toString(16).padStart(16, '0'),
      scroll: kind === 'progress' ? step * 12 : undefined, seconds: kind === 'progress' ? step * 20 : undefined,
    };
  }
}

const source = events();
const since = performance.now();
let count = 0;
for (; performance.now() - since < Number(length) * 1000; count += group) await store.commit(Array.from({ length: group }, () => source.next().value));
console.log(count / ((performance.now() - since) / 1000));
process.exit(0);
