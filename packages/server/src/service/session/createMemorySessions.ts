import QuickLRU from 'quick-lru';
import type { FoundSession, Sessions } from '../../engine/sessions.ts';

const MAX_SESSIONS = 1_000;

/** Sessions of an engine without a database: they end with the process, as its events do. */
export function createMemorySessions({ nowMs = Date.now }: { nowMs?: () => number } = {}): Sessions {
  const sessions = new QuickLRU<string, FoundSession>({ maxSize: MAX_SESSIONS });
  const toName = (customerId: string, hash: string) => `${hash}\n${customerId}`;
  return {
    async add(customerId, { hash, keyHash, lastsS }) {
      const expiresAt = new Date(nowMs() + lastsS * 1000).toISOString();
      sessions.set(toName(customerId, hash), { keyHash, expiresAt });
    },
    async find(customerId, hash) {
      const found = sessions.get(toName(customerId, hash));
      return found && Date.parse(found.expiresAt) > nowMs() ? found : null;
    },
    async end(customerId, hash) {
      sessions.delete(toName(customerId, hash));
    },
  };
}
