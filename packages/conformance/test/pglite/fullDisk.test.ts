import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROUTES } from '@onevault/contract';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { skipUnless } from '../../../../scripts/skipUnless.ts';
import { ask } from '../http/ask.ts';
import { endAllCli, runServer } from '../http/runCli.ts';

const KEY = 'shop:a-token';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onevault-full-'));
});
afterEach(endAllCli);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// A disk of its own for the server: a file system in memory, mounted in a namespace of its own.
const MOUNT = ['unshare', '--map-root-user', '--mount'];
const canMount = spawnSync(MOUNT[0] ?? '', [...MOUNT.slice(1), 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

describe('a server whose disk is full', skipUnless(canMount, 'unshare mounts no disk of our own here'), () => {
  test('answers 503 at once, says so once, and stores again when there is room', async () => {
    const inMount = [...MOUNT, 'sh', '-c', 'mount -t tmpfs -o size=240m tmpfs "$0" && exec "$@"', folder];
    const server = runServer(['--port', '0', '--database', join(folder, 'db'), '--key', KEY], {}, inMount);
    const url = await server.url;
    const track = (eventId: string) => ask(url + ROUTES.track, { key: KEY, body: { event_id: eventId } });
    expect((await track('evt_1')).status).toBe(200);

    const disk = `/proc/${server.pid}/root${folder}`;
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - 1_000_000));
    for (const eventId of ['evt_2', 'evt_3']) {
      const refused = await track(eventId);
      expect(refused).toMatchObject({ status: 503, body: { success: false, error_code: 'DATABASE_UNAVAILABLE' } });
      expect(refused.headers.get('Retry-After')).toBe('1');
    }
    expect((await ask(url + ROUTES.healthReady, { key: null })).status).toBe(503);
    expect((await ask(url + ROUTES.healthLive, { key: null })).status).toBe(200);

    rmSync(join(disk, 'filler'));
    // Its health was asked a moment ago and is remembered for as long.
    await vi.waitFor(async () => expect((await ask(url + ROUTES.healthReady, { key: null })).status).toBe(200), 10_000);
    for (const eventId of ['evt_1', 'evt_2', 'evt_3']) expect((await track(eventId)).status).toBe(200);
    const dashboard = await ask(url + ROUTES.dashboard, { key: KEY });
    expect(dashboard.body).toMatchObject({ summary: { total_events: 3, processed_to_business: 3 } });

    server.signal('SIGTERM');
    const { stderr, code } = await server.ended;
    expect(code).toBe(0);
    expect(stderr.match(/The database is unavailable: The disk is full: \d+ MiB are free/g)).toHaveLength(1);
  });
});
