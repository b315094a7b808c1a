import { type BrowserKeyReply, type RefusalsReply, ROUTES } from '@onevault/contract';
import { type Engine, idOfKey } from '../../engine/port.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';
import { readEnvironment } from '../environmentRule.ts';
import { hashKey, type KeyRing } from '../keys.ts';
import { readOrigins } from '../readOrigins.ts';
import type { Refusals } from '../refusals.ts';
import type { Sessions } from '../session/createSessions.ts';

interface InstallOptions {
  engine: Pick<Engine, 'operations'>;
  keys: KeyRing;
  refusals: Refusals;
  sessions: Pick<Sessions, 'customerHere'>;
}

const TOKEN_BYTES = 24;

/** What the page needs to set up tracking: a key for browsers, and what went wrong since. */
export function installEndpoints({ engine, keys, refusals, sessions }: InstallOptions): Endpoint[] {
  return [
    {
      method: 'POST',
      path: ROUTES.browserKeys,
      access: 'secret',
      body: 'optional',
      doc: {
        summary: 'Creates a write key for the pages of a site',
        description:
          'The answer has the token, which is shown only once. `origins` are the sites that may use it, such as `https://shop.example`; without them any page may. With an `environment` it refuses events of another one. In memory the key lasts as long as the server.',
        request: ['BrowserKeyBodySchema'],
        reply: ['BrowserKeyReplySchema'],
      },
      async handle({ body }, { customerId }, by) {
        const allowedOrigins = readOrigins(Object(body).origins ?? null);
        const environment = readEnvironment(Object(body).environment ?? null);
        const token = `ovt_${toHex(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)))}`;
        const hash = await hashKey(customerId, token);
        if (engine.operations) {
          const key = { hash, scope: 'write' as const, label: 'browser', allowedOrigins, environment };
          await engine.operations.addKey(customerId, key, by);
          keys.forget(customerId);
        } else {
          const limits = { ...(allowedOrigins && { allowedOrigins }), ...(environment && { environment }) };
          await keys.give([{ customerId, token, scope: 'write', ...limits }]);
        }
        const reply: BrowserKeyReply = {
          status: 'success',
          token,
          key: { id: idOfKey({ hash }), kind: 'write' },
          origins: allowedOrigins,
          environment,
          timestamp: timestamp(),
        };
        return ok(reply);
      },
    },
    {
      method: 'GET',
      path: ROUTES.refusals,
      access: 'secret',
      doc: {
        summary: 'What this server has refused to store for the customer in the last hour, and why',
        description:
          'Counts by cause and page, of this server process. On the machine of a mock server also requests that name no customer, or one that does not exist.',
        reply: ['RefusalsReplySchema'],
      },
      async handle({ head }, { customerId }) {
        const isHere = head !== undefined && sessions.customerHere(head) !== null;
        const reply: RefusalsReply = {
          status: 'success',
          refused: refusals.of(customerId),
          unassigned: isHere ? await refusals.unassigned(async (id) => (await keys.findCustomer(id)) !== null) : [],
          timestamp: timestamp(),
        };
        return ok(reply);
      },
    },
  ];
}

/** A token that people copy out of code: a double click selects all of it, since it has no hyphen. */
function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
