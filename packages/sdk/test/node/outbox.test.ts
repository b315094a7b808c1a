/** Real processes that are killed, a server that is away, a full disk: each event is stored exactly once. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMockServer, type MockServer } from '../../../../examples/shared/mockServer.ts';
import { createSeededRandom } from '../../../../scripts/createSeededRandom.ts';
import { skipUnless } from '../../../../scripts/skipUnless.ts';
import { runTracker } from './support/runTracker.ts';

const WEEK_MS = 7 * 86_400_000;
const KILL = "process.kill(process.pid, 'SIGKILL');";
/** An address at which nobody listens. */
const NOWHERE = 'http://127.0.0.1:1';
const range = (count: number): number[] => [...Array(count).keys()];

let server: MockServer;
let outbox: string;
let options: { apiBaseUrl: string; customerId: string; apiToken: string; outbox: string };

beforeEach(async () => {
  server = await createMockServer();
  outbox = mkdtempSync(join(tmpdir(), 'onevault-outbox-'));
  options = { ...server.trackerOptions, outbox };
});
afterEach(async () => {
  await server.close();
  rmSync(outbox, { recursive: true, force: true });
});

/** The keys that the server has stored, as often as it has them. */
async function storedKeys(): Promise<number[]> {
  const events = await server.events();
  return events
    .filter(({ event_type }) => event_type === 'made')
    .map(({ event_data }) => Number(event_data.key))
    .sort((a, b) => a - b);
}
const files = (): string[] => readdirSync(outbox, { recursive: true }).map(String);
const segments = (): string[] => files().filter((name) => name.endsWith('.jsonl'));

describe('a process that is killed with -9', () => {
  test('in the very task that tracked, during an outage: the next process delivers', async () => {
    server.faults.add({ fault: 'offline' });
    const { signal } = await runTracker(options, `track(0, 50); ${KILL}`).ended;
    expect([signal, await storedKeys()]).toEqual(['SIGKILL', []]);
    server.faults.remove();
    const { said } = await runTracker(options, 'console.log(JSON.stringify(await tracker.close()));').ended;
    expect(await storedKeys()).toEqual(range(50));
    expect(JSON.parse(said)).toMatchObject({ tracked: 50, delivered: 50, queued: 0, dropped: 0 });
    // Nothing is left behind, also not of the one that was killed.
    expect(files().filter((name) => name.includes('/'))).toEqual([]);
  });

  test('after the server has stored its events and before it knows that: each is stored once', async () => {
    server.faults.add({ fault: 'drop_after', first: 1 });
    await runTracker(options, `await Promise.all(track(0, 50)); ${KILL}`).ended;
    expect(await storedKeys()).toEqual(range(50));
    const { said } = await runTracker(options, 'console.log(JSON.stringify(await tracker.close()));').ended;
    expect(JSON.parse(said)).toMatchObject({ tracked: 50, delivered: 50, duplicates: 50 });
    expect(await storedKeys()).toEqual(range(50));
  });

  test('again and again, wherever it was: what a call has returned for is stored once', async () => {
    const random = createSeededRandom(7);
    server.faults.add({ fault: 'drop_after', probability: 0.3 });
    const promised: number[] = [];
    for (const round of range(4)) {
      const process = runTracker(
        options,
        `for (let key = ${round * 1_000_000}; ; key++) {
           track(key, key + 1);
           console.log(key);
           if (key % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
         }`,
      );
      const wanted = round * 1_000_000 + 50 + Math.floor(random.next() * 400);
      await process.says(`\n${wanted}\n`);
      process.child.kill('SIGKILL');
      const { said } = await process.ended;
      // The last line may be half a number.
      promised.push(said.split('\n').length - 1);
    }
    server.faults.remove();
    await runTracker(options, 'await tracker.close({ timeoutMs: 60_000 });').ended;
    const keys = await storedKeys();
    expect(new Set(keys).size).toBe(keys.length);
    for (const round of range(4)) {
      const own = keys.filter((key) => Math.floor(key / 1_000_000) === round).map((key) => key % 1_000_000);
      // Without a gap, and at least what was said: a call may return and the process end before it says so.
      expect(own).toEqual(range(own.length));
      expect(own.length).toBeGreaterThanOrEqual(promised[round] ?? Number.NaN);
    }
    expect(segments()).toEqual([]);
  });
});

test('an outage: calls are answered with `queued`, and the same process delivers afterwards', async () => {
  server.faults.add({ fault: 'status', status: 503 });
  const process = runTracker(
    options,
    `const answers = await Promise.all(track(0, 500));
     console.log(JSON.stringify(answers.map(({ success, queued, event_data }) => [success, queued, event_data.key])));
     console.log('waits');
     const stay = setInterval(() => {}, 1000);
     tracker.on('delivered', () => tracker.getDeliveryStats().delivered === 500 && clearInterval(stay));`,
  );
  await process.says('waits');
  expect(JSON.parse(process.said().split('\n')[0] ?? '')).toEqual(range(500).map((key) => [false, true, key]));
  server.faults.remove();
  expect(await process.ended).toMatchObject({ code: 0 });
  expect(await storedKeys()).toEqual(range(500));
});

test('several processes share a folder: a living one is left alone, a dead one is taken over', async () => {
  server.faults.add({ fault: 'offline' });
  const [first, second] = [0, 300].map((from) =>
    runTracker(
      options,
      `// Nothing is on its way when one of them is killed.
       tracker.pause();
       await Promise.all(track(${from}, ${from + 300}));
       process.on('SIGUSR2', async () => {
         tracker.resume();
         console.log(JSON.stringify(await tracker.flush({ timeoutMs: 60_000 })));
         tracker.shutdown();
         process.exit();
       });
       setInterval(() => {}, 1000);
       console.log('waits');`,
    ),
  ) as [ReturnType<typeof runTracker>, ReturnType<typeof runTracker>];
  await Promise.all([first.says('waits'), second.says('waits')]);
  server.faults.remove();
  // A third one finds two that live.
  const third = await runTracker(options, 'console.log(JSON.stringify(await tracker.close()));').ended;
  expect(JSON.parse(third.said)).toMatchObject({ tracked: 0, delivered: 0 });
  first.child.kill('SIGKILL');
  await first.ended;
  second.child.kill('SIGUSR2');
  const { said } = await second.ended;
  expect(JSON.parse(said.replace('waits', ''))).toMatchObject({ tracked: 600, delivered: 600, duplicates: 0 });
  expect(await storedKeys()).toEqual(range(600));
  expect(segments()).toEqual([]);
});

test('many processes that begin and end at once take each event over once', async () => {
  for (const from of [0, 100, 200, 300]) {
    await runTracker({ ...options, apiBaseUrl: NOWHERE }, `track(${from}, ${from + 100}); ${KILL}`).ended;
  }
  // The folder of an address is not that of another.
  expect(await runTracker(options, 'console.log(JSON.stringify(await tracker.close()));').ended).toMatchObject({
    said: expect.stringContaining('"tracked":0'),
  });
  server.faults.add({ fault: 'offline' });
  for (const from of [0, 100, 200, 300]) await runTracker(options, `track(${from}, ${from + 100}); ${KILL}`).ended;
  server.faults.remove();
  const ends = await Promise.all(
    range(3).map(() => runTracker(options, 'console.log(JSON.stringify(await tracker.close()));').ended),
  );
  const stats = ends.map(({ said }) => JSON.parse(said));
  expect(stats.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(400);
  expect(stats.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(0);
  expect(await storedKeys()).toEqual(range(400));
});

describe('the end of a process', () => {
  test('events that are being collected are sent before it ends, without a call', async () => {
    const { code, warned } = await runTracker({ ...options, useAsync: true }, 'track(0, 5);').ended;
    expect([code, warned]).toEqual([0, '']);
    expect(await storedKeys()).toEqual(range(5));
    expect(segments()).toEqual([]);
  });

  test('it does not wait for a server that is away; `process.exit()` loses nothing either', async () => {
    server.faults.add({ fault: 'offline' });
    expect(await runTracker(options, 'track(0, 5);').ended).toMatchObject({ code: 0 });
    expect(await runTracker(options, 'track(5, 10); process.exit(3);').ended).toMatchObject({ code: 3 });
    server.faults.remove();
    await runTracker(options, 'await tracker.close();').ended;
    expect(await storedKeys()).toEqual(range(10));
  });

  test('after `close()` events are dropped, and counted', async () => {
    const { said } = await runTracker(
      options,
      `track(0, 3);
       await tracker.close();
       const [answer] = await Promise.all(track(3, 4));
       console.log(JSON.stringify([answer, tracker.getDeliveryStats()]));`,
    ).ended;
    expect(JSON.parse(said)).toMatchObject([
      { success: false, dropped: 'shutdown', event_data: { key: 3 } },
      { tracked: 4, delivered: 3, dropped: 1, droppedByReason: { shutdown: 1 } },
    ]);
    expect(await storedKeys()).toEqual(range(3));
  });
});

test('the folder has a limit: the oldest events are dropped and counted, the newest are delivered', async () => {
  server.faults.add({ fault: 'offline' });
  const limit = 200_000;
  const { said } = await runTracker(
    { ...options, maxOutboxBytes: limit },
    `for (let key = 0; key < 3_000; key++) track(key, key + 1);
     const { tracked, queued, dropped, droppedByReason } = tracker.getDeliveryStats();
     console.log(JSON.stringify({ tracked, queued, dropped, overflow: droppedByReason.overflow }));
     process.exit();`,
  ).ended;
  const { tracked, queued, dropped, overflow } = JSON.parse(said);
  expect([tracked, queued + dropped, dropped]).toEqual([3_000, 3_000, overflow]);
  expect(overflow).toBeGreaterThan(0);
  const size = segments().reduce((sum, name) => sum + statSync(join(outbox, name)).size, 0);
  expect(size).toBeLessThanOrEqual(limit + limit / 8 + 1_000);
  expect(size).toBeGreaterThan(limit / 2);
  server.faults.remove();
  await runTracker(options, 'await tracker.close({ timeoutMs: 60_000 });').ended;
  expect(await storedKeys()).toEqual(range(3_000).slice(overflow));
});

const MOUNT = ['unshare', '--map-root-user', '--mount'];
const canMount = spawnSync(MOUNT[0] ?? '', [...MOUNT.slice(1), 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
test(
  'a full disk: events wait in memory, one warning says so, and they are delivered; what is on disk stays whole',
  skipUnless(canMount, 'unshare mounts no disk of our own here'),
  async () => {
    server.faults.add({ fault: 'offline' });
    const inMount = [...MOUNT, 'sh', '-c', 'mount -t tmpfs -o size=64k tmpfs "$0" && exec "$@"', outbox];
    const process = runTracker(
      options,
      `import { readdirSync, readFileSync } from 'node:fs';
       await Promise.all(track(0, 1_000));
       const text = readdirSync(${JSON.stringify(outbox)}, { recursive: true })
         .filter((name) => name.endsWith('.jsonl'))
         .map((name) => readFileSync(${JSON.stringify(outbox)} + '/' + name, 'utf8')).join('');
       const lines = text.split('\\n');
       console.log(JSON.stringify([lines.pop(), lines.length > 10, lines.length < 1_000]));
       for (const line of lines) JSON.parse(line.slice(line.indexOf(' ')));
       process.on('SIGUSR2', async () => {
         console.log(JSON.stringify(await tracker.close({ timeoutMs: 60_000 })));
         process.exit();
       });
       setInterval(() => {}, 1000);
       console.log('waits');`,
      inMount,
    );
    await process.says('waits');
    server.faults.remove();
    process.child.kill('SIGUSR2');
    const { said, warned } = await process.ended;
    const [whole, , stats] = said.split('\n');
    expect(JSON.parse(whole ?? '')).toEqual(['', true, true]);
    expect(JSON.parse(stats ?? '')).toMatchObject({ tracked: 1_000, delivered: 1_000, queued: 0, dropped: 0 });
    expect(warned.match(/Failed to keep events/g)).toHaveLength(1);
    expect(warned).toMatch(/\[OneVault\] Failed to keep events in .*ENOSPC.*Try another folder as outbox\./);
    expect(await storedKeys()).toEqual(range(1_000));
  },
);

test('a folder that cannot be written is told, and events are delivered all the same', async () => {
  const file = join(outbox, 'file');
  writeFileSync(file, '');
  const { said, warned } = await runTracker(
    { ...options, outbox: join(file, 'nowhere') },
    'await Promise.all(track(0, 3)); console.log(JSON.stringify(await tracker.close()));',
  ).ended;
  expect(JSON.parse(said)).toMatchObject({ tracked: 3, delivered: 3 });
  expect(warned).toMatch(/Failed to keep events in .*nowhere/);
  expect(await storedKeys()).toEqual(range(3));
});

test('files are for this user only; an event that is older than a week is dropped as `expired`', async () => {
  server.faults.add({ fault: 'offline' });
  await runTracker(options, `const { now } = Date; Date.now = () => now() - ${WEEK_MS + 60_000}; track(0, 2); ${KILL}`)
    .ended;
  const [name = ''] = segments();
  expect(statSync(join(outbox, name)).mode & 0o777).toBe(0o600);
  expect(statSync(join(outbox, name, '..')).mode & 0o777).toBe(0o700);
  expect(readFileSync(join(outbox, name), 'utf8').split('\n')).toHaveLength(3);
  server.faults.remove();
  const { said } = await runTracker(options, 'console.log(JSON.stringify(await tracker.close()));').ended;
  expect(JSON.parse(said)).toMatchObject({ tracked: 2, dropped: 2, droppedByReason: { expired: 2 } });
  expect(await storedKeys()).toEqual([]);
});
