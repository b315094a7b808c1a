import { setTimeout as sleep } from 'node:timers/promises';
import { createEvent } from '../shared/createEvent.mjs';
import { send } from './send.mjs';

/** One single event after the other, in turns on all servers. @param {string[]} urls @param {() => boolean} isDone */
export async function measureOther(urls, isDone) {
  const times = [];
  let failed = 0;
  for (let n = 0; !isDone(); n++) {
    const startedAt = performance.now();
    const { status } = await send(urls[n % urls.length] ?? '', 'other', '/api/v1/track', JSON.stringify(createEvent()));
    times.push(performance.now() - startedAt);
    if (status !== 200) failed += 1;
    await sleep(20);
  }
  return { times, failed };
}
