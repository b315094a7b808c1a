import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createOutbox, type Outbox } from './createOutbox.ts';
import { FILES, type Files } from './files.ts';

const OTHER = '0123456789abcdef0123456789abcdef';
const toEvent = (key: number, size = 0) => ({
  _id: `evt_${key}`,
  _type: 'made',
  _data: {},
  _json: JSON.stringify({ event_id: `evt_${key}`, event_type: 'made', event_data: { fill: 'x'.repeat(size) } }),
});

let folder: string;
let trouble: unknown[];
let dropped: string[];
let taken: number;
let broken: number;
let refused: string | undefined;

const open = (more: { maxBytes?: number; folder?: string | undefined } = {}): Outbox =>
  createOutbox({
    folder,
    maxBytes: 1_000_000,
    onTrouble: (error) => trouble.push((error as NodeJS.ErrnoException).code),
    onDrop: ({ _id }, reason) => dropped.push(`${_id} ${reason}`),
    onTaken: (events) => {
      taken += events;
    },
    onBroken: () => {
      broken++;
    },
    files,
    ...more,
  });
/** The disk, which refuses what a test says. */
const files: Files = {
  ...FILES,
  append(fd, text, size) {
    if (refused) throw Object.assign(new Error(refused), { code: refused });
    return FILES.append(fd, text, size);
  },
};
const idsOf = (outbox: Outbox): string[] => outbox.take(1_000, 1e9).map(({ _id }) => _id);
const segments = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
const onDisk = (): string =>
  segments()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onevault-outbox-'));
  [trouble, dropped, taken, broken, refused] = [[], [], 0, 0, undefined];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('an event is on disk when the call returns, and its file is empty when it is settled', () => {
  const outbox = open();
  outbox.add(toEvent(1));
  expect(onDisk()).toMatch(/^\d{13} \{"event_id":"evt_1".*\}\n$/);
  const [entry] = outbox.take(10, 1e9);
  if (entry) outbox.settle(entry);
  expect([onDisk(), outbox.size()]).toEqual(['', 0]);
  outbox.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('what a full disk refuses waits in memory, and is written when there is room', () => {
  const outbox = open();
  outbox.add(toEvent(1));
  refused = 'ENOSPC';
  outbox.add(toEvent(2));
  outbox.add(toEvent(3));
  // Asked once, and again by the beat.
  expect(trouble).toEqual(['ENOSPC']);
  outbox.beat();
  expect(trouble).toEqual(['ENOSPC', 'ENOSPC']);
  expect([idsOf(outbox), onDisk().split('\n').length]).toEqual([['evt_1', 'evt_2', 'evt_3'], 2]);
  refused = undefined;
  outbox.beat();
  expect(onDisk().split('\n')).toHaveLength(4);
  outbox.add(toEvent(4));
  expect(onDisk().split('\n')).toHaveLength(5);
});

test('without a disk memory has a limit: the oldest are dropped, but not what is being sent', () => {
  const outbox = open({ folder: undefined, maxBytes: 10_000 });
  outbox.add(toEvent(0, 1_000));
  const [first] = outbox.take(1, 1e9);
  if (first) first._isInFlight = true;
  for (let key = 1; key < 40; key++) outbox.add(toEvent(key, 1_000));
  expect(dropped[0]).toBe('evt_1 overflow');
  expect(outbox.size() + dropped.length).toBe(40);
  expect(outbox.size()).toBeLessThan(12);
  expect(first?._isSettled).toBe(false);
});

test('memory is free again when events are settled, also if there is never nothing to send', () => {
  const outbox = open({ folder: undefined, maxBytes: 10_000 });
  outbox.add(toEvent(0, 1_000));
  for (let key = 1; key < 200; key++) {
    outbox.add(toEvent(key, 1_000));
    const [oldest] = outbox.take(1, 1e9);
    if (oldest) outbox.settle(oldest);
  }
  expect([dropped, outbox.size()]).toEqual([[], 1]);
});

test('the half of a line that a crash has left is counted, and the others are taken over', async () => {
  const lines = [1, 2].map((key) => `${Date.now()} ${toEvent(key)._json}\n`).join('');
  writeFileSync(join(folder, `${Date.now()}-${OTHER}-0.jsonl`), `${lines}${lines.slice(0, 40)}`);
  const outbox = open();
  await outbox.adopt();
  expect([idsOf(outbox), taken, broken]).toEqual([['evt_1', 'evt_2'], 2, 1]);
});

test('an owner that has not touched its file for long is dead, and one of another system that has is not', async () => {
  const lock = join(folder, `${OTHER}.lock`);
  writeFileSync(lock, JSON.stringify({ pid: 1, place: 'elsewhere', begun: '1' }));
  writeFileSync(join(folder, `${Date.now()}-${OTHER}-0.jsonl`), `${Date.now()} ${toEvent(1)._json}\n`);
  const outbox = open();
  await outbox.adopt();
  expect(outbox.size()).toBe(0);
  utimesSync(lock, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
  await outbox.adopt();
  expect(idsOf(outbox)).toEqual(['evt_1']);
  expect(readdirSync(folder)).not.toContain(`${OTHER}.lock`);
});

test('a process number that is used again is another process', async () => {
  const [mine] = [open()];
  mine.add(toEvent(9));
  const [name = ''] = readdirSync(folder).filter((one) => one.endsWith('.lock'));
  const mark = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  writeFileSync(join(folder, `${OTHER}.lock`), JSON.stringify({ ...mark, begun: `${mark.begun}0` }));
  writeFileSync(join(folder, `${Date.now()}-${OTHER}-0.jsonl`), `${Date.now()} ${toEvent(1)._json}\n`);
  await mine.adopt();
  expect(idsOf(mine).concat(mine.size() === 2 ? 'both' : '')).toContain('both');
});

test('who was taken for dead by mistake loses nothing', async () => {
  const stalled = open();
  stalled.add(toEvent(1));
  const [lock = ''] = readdirSync(folder).filter((one) => one.endsWith('.lock'));
  utimesSync(join(folder, lock), new Date(0), new Date(0));
  const other = open();
  await other.adopt();
  const [one] = other.take(10, 1e9);
  // It comes back in between, and adds to a file that has another name now.
  stalled.add(toEvent(2));
  if (one) other.settle(one);
  expect(idsOf(other)).toEqual(['evt_2']);
  for (const entry of other.take(10, 1e9)) other.settle(entry);
  expect(segments()).toEqual([]);
  // Its file is gone: what it cannot know to be sent is written anew.
  stalled.beat();
  expect(onDisk().match(/"evt_\d"/g)).toEqual(['"evt_1"', '"evt_2"']);
  expect(idsOf(stalled)).toEqual(['evt_1', 'evt_2']);
});

test('a file that somebody removes counts as somebody else’s', () => {
  const outbox = open({ maxBytes: 16_000 });
  for (let key = 0; key < 5; key++) outbox.add(toEvent(key, 1_000));
  const [oldest = ''] = segments();
  renameSync(join(folder, oldest), join(folder, 'gone'));
  expect(outbox.take(1, 1e9)).toHaveLength(1);
  expect(taken).toBeLessThan(0);
  expect(outbox.size()).toBe(5 + taken);
});

test('what the server may fail on goes behind the others, and is still on disk once', () => {
  const outbox = open();
  for (const key of [1, 2, 3]) outbox.add(toEvent(key));
  const [first] = outbox.take(1, 1e9);
  if (first) outbox.moveToEnd(first);
  expect([idsOf(outbox), outbox.size()]).toEqual([['evt_2', 'evt_3', 'evt_1'], 3]);
});

test('an id that is there twice goes in two requests', () => {
  const outbox = open();
  for (const key of [1, 2, 1]) outbox.add(toEvent(key));
  expect(idsOf(outbox)).toEqual(['evt_1', 'evt_2']);
});

test('times of files and locks that lie ahead are no reason to wait for ever', async () => {
  vi.spyOn(Date, 'now').mockReturnValue(new Date('2026-01-01').getTime());
  const lock = join(folder, `${OTHER}.lock`);
  writeFileSync(lock, JSON.stringify({ pid: 1, place: 'elsewhere', begun: '1' }));
  utimesSync(lock, new Date('2027-01-01'), new Date('2027-01-01'));
  writeFileSync(join(folder, `${Date.now()}-${OTHER}-0.jsonl`), `${Date.now()} ${toEvent(1)._json}\n`);
  const outbox = open();
  await outbox.adopt();
  expect(outbox.size()).toBe(1);
  vi.restoreAllMocks();
});
