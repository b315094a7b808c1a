/** The same random numbers in every run, so that no assertion meets an unexpected id. */
import { createSeededRandom } from '../../../../scripts/createSeededRandom.ts';

const random = createSeededRandom(1);

Math.random = random.next;
Object.defineProperty(crypto, 'getRandomValues', {
  configurable: true,
  writable: true,
  value<Values extends ArrayBufferView>(values: Values): Values {
    random.fill(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return values;
  },
});
