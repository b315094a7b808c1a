import { ROUTES, type SessionReply } from '@onevault/contract';
import type { Engine } from '../../engine/port.ts';
import { Refusal } from '../../ingest/refusal.ts';
import { type Call, type Endpoint, ok, timestamp } from '../endpoint.ts';
import type { RequestHead } from '../requestHead.ts';
import type { Sessions, SignedIn } from '../session/createSessions.ts';

const TAG = { name: 'The page', description: 'Signing in to the page of the server.' };

/** Signing in to the page, and out. */
export function sessionEndpoints(sessions: Sessions, engine: Pick<Engine, 'operations'>): Endpoint[] {
  const toReply = async (signedIn: SignedIn): Promise<SessionReply> => {
    const { customer, scope } = signedIn.admitted;
    const hidden = scope === 'share' ? await engine.operations?.saved.privateProperties(customer.customerId) : [];
    return toSignedIn(signedIn, !hidden?.includes('*'));
  };
  return [
    {
      method: 'GET',
      path: ROUTES.session,
      access: 'public',
      isLimited: true,
      doc: { summary: 'Who is signed in to the page', tag: TAG, reply: ['SessionReplySchema'] },
      async handle(call) {
        const head = toHead(call);
        const signedIn = await sessions.find(head);
        return ok(signedIn ? await toReply(signedIn) : toSignedOut(sessions.customerHere(head)));
      },
    },
    {
      method: 'POST',
      path: ROUTES.session,
      access: 'public',
      body: 'event',
      doc: {
        summary: 'Signs in to the page with a key: sets a cookie that no script can read',
        description:
          'Only for the page itself: `Origin` or `Sec-Fetch-Site` must name this server. The session ends after seven days, with its key, or with `DELETE`. `{"invitation": "…"}` has that of a share link. On the machine of a mock server `{"here": true}` signs the first customer in.',
        tag: TAG,
        request: ['SessionBodySchema'],
        reply: ['SessionReplySchema'],
        errors: [401, 403, 429],
      },
      async handle(call) {
        const body = readBody(call.body);
        const head = toHead(call);
        const { cookie, ...signedIn } = await signIn(sessions, head, body);
        return { ...ok(await toReply(signedIn)), headers: { 'Set-Cookie': cookie } };
      },
    },
    {
      method: 'DELETE',
      path: ROUTES.session,
      access: 'public',
      doc: { summary: 'Signs out of the page', tag: TAG, reply: ['SessionReplySchema'], errors: [403] },
      async handle(call) {
        const head = toHead(call);
        const cookie = await sessions.signOut(head);
        return { ...ok(toSignedOut(sessions.customerHere(head))), headers: { 'Set-Cookie': cookie } };
      },
    },
  ];
}

function toHead({ head }: Call): RequestHead {
  if (!head) throw new Error('The adapter gave no head of the request');
  return head;
}

type Credentials =
  | { by: 'here' }
  | { by: 'invitation'; text: string }
  | { by: 'key'; customerId: string; token: string };

function signIn(sessions: Sessions, head: RequestHead, given: Credentials): ReturnType<Sessions['signIn']> {
  if (given.by === 'here') return sessions.signInHere(head);
  return given.by === 'key' ? sessions.signIn(head, given) : sessions.signInInvited(head, given.text);
}

function readBody(body: unknown): Credentials {
  const { customer_id, token, here, invitation } = Object(body) as Record<string, unknown>;
  if (here === true) return { by: 'here' };
  if (typeof invitation === 'string') return { by: 'invitation', text: invitation };
  if (typeof customer_id === 'string' && typeof token === 'string') {
    return { by: 'key', customerId: customer_id.trim(), token: token.trim() };
  }
  throw new Refusal({
    status: 422,
    code: 'INVALID_BODY',
    message: 'The body must be {"customer_id": "…", "token": "…"}',
  });
}

function toSignedIn({ admitted, expiresAt }: SignedIn, asksProperties: boolean): SessionReply {
  const { customer, keyId, scope } = admitted;
  return {
    status: 'success',
    signed_in: true,
    customer_id: customer.customerId,
    customer_name: customer.customerName,
    key: { id: keyId, kind: scope, asks_properties: asksProperties },
    expires_at: expiresAt,
    timestamp: timestamp(),
  };
}

function toSignedOut(customerHere: string | null): SessionReply {
  return { status: 'success', signed_in: false, customer_here: customerHere, timestamp: timestamp() };
}
