import pg from 'pg';
import type { Listener } from '../port.ts';
import { setRole } from './connectPostgres.ts';

/** The channel of `notifyWork`; the payload is a customer id. */
export const WORK_CHANNEL = 'onevault_work';
/** The channel of `auth.announce_keys`; the payload is a customer id. */
const KEYS_CHANNEL = 'onevault_keys';

const CONNECT_TIMEOUT_MS = 5_000;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 2_000;

/**
 * Listens for notifications on a separate connection (a pool could lend out or close it) and reconnects until it
 * succeeds. Resolves when it listens or the first attempt has failed. Never rejects: notifications only save time.
 */
export async function listenForNotices(url: string, listener: Listener, role?: string): Promise<() => Promise<void>> {
  let client: pg.Client | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  let wasLost = false;
  let failures = 0;

  async function connect(): Promise<void> {
    const mine = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      // Without it a dead connection would look idle for hours.
      keepAlive: true,
      application_name: 'onevault-server, notices',
    });
    client = mine;
    let isLost = false;
    const lose = () => {
      if (isLost) return;
      isLost = true;
      mine.end().catch(() => {});
      wasLost = true;
      failures += 1;
      if (isStopped) return;
      timer = setTimeout(() => void connect(), Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LONGEST_DELAY_MS));
      timer.unref();
    };
    mine.on('error', lose);
    mine.on('end', lose);
    mine.on('notification', ({ channel, payload = '' }) => {
      if (channel === WORK_CHANNEL) listener.onWork?.(payload);
      if (channel === KEYS_CHANNEL) listener.onKeys?.(payload);
    });
    try {
      await mine.connect();
      if (role !== undefined) await setRole(mine, role);
      if (listener.onWork) await mine.query(`listen ${WORK_CHANNEL}`);
      if (listener.onKeys) await mine.query(`listen ${KEYS_CHANNEL}`);
      failures = 0;
      if (wasLost && !isStopped) listener.onGap?.();
    } catch {
      lose();
    }
  }

  await connect();
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    await client?.end().catch(() => {});
  };
}
