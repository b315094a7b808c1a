/** A server that fails: errors, dropped connections, latency. */

import { describe } from 'vitest';
import type { Fault } from '../../../../examples/shared/mockServer.ts';
import { expectDeliveryStats, MODES, useChaos } from './support/useChaos.ts';

const chaos = useChaos();

describe.each(MODES)('$mode', ({ mode, suffix }) => {
  const faults: [string, Fault][] = [
    ['503 for the first 3', { fault: 'status', status: 503, first: 3 }],
    ['500 for the first 3', { fault: 'status', status: 500, first: 3 }],
    ['429 with Retry-After for the first 2', { fault: 'status', status: 429, retry_after: 1, first: 2 }],
    ['413 for the first 3', { fault: 'status', status: 413, first: 3 }],
    ['connection dropped before storing, first 2', { fault: 'drop_before', first: 2 }],
    ['connection dropped after storing, first 2', { fault: 'drop_after', first: 2 }],
    ['dropped after storing, one of three at random', { fault: 'drop_after', probability: 0.33, seed: 7 }],
    ['503, one of two at random', { fault: 'status', status: 503, probability: 0.5, seed: 11 }],
    ['latency of 400 ms', { fault: 'latency', delay_ms: 400 }],
    ['preflight refused for the first 2', { fault: 'refuse_preflight', first: 2 }],
  ];
  for (const [name, fault] of faults) {
    chaos.scenario(
      name + suffix,
      40,
      async (visit) => {
        const page = await visit.open();
        chaos.lab.server.faults.add(fault);
        for (const part of ['a', 'b', 'c', 'd']) await page.evaluate((name) => window.trackMany(name, 10), part);
        await expectDeliveryStats(visit, page, 40);
      },
      mode,
    );
  }
});
