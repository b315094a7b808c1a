import { ROUTES, type SessionReply } from '@onevault/contract';
import { signal } from '@preact/signals';
import { AskError, ask } from '../api/ask.ts';
import { setOnSignedOut } from '../api/onSignedOut.ts';

type SignedIn = Extract<SessionReply, { signed_in: true }>;

export type SessionState =
  | { is: 'loading' }
  | { is: 'away' }
  /** `customerHere`: who can sign in without a key. */
  | { is: 'out'; customerHere: string | null }
  | ({ is: 'in' } & SignedIn);

export const session = signal<SessionState>({ is: 'loading' });

/** Asks who is signed in. On the machine of a mock server somebody is signed in by itself. */
export async function loadSession(): Promise<void> {
  setOnSignedOut(() => {
    if (session.value.is === 'in') session.value = { is: 'out', customerHere: null };
  });
  try {
    const reply = await ask<SessionReply>(ROUTES.session);
    if (!reply.signed_in && reply.customer_here !== null) return await signInHere();
    take(reply);
  } catch (error) {
    session.value =
      error instanceof AskError && error.status !== 0 ? { is: 'out', customerHere: null } : { is: 'away' };
  }
}

/** @throws AskError */
export async function signIn(customerId: string, token: string): Promise<void> {
  take(await ask<SessionReply>(ROUTES.session, { method: 'POST', body: { customer_id: customerId, token } }));
}

/** @throws AskError */
export async function signInHere(): Promise<void> {
  take(await ask<SessionReply>(ROUTES.session, { method: 'POST', body: { here: true } }));
}

/**
 * The views go first, and with them their requests: one on its way would be refused, and the browser would complain.
 *
 * @throws AskError
 */
export async function signOut(): Promise<void> {
  const before = session.value;
  session.value = { is: 'loading' };
  try {
    take(await ask<SessionReply>(ROUTES.session, { method: 'DELETE' }));
  } catch (error) {
    session.value = before;
    throw error;
  }
}

function take(reply: SessionReply): void {
  session.value = reply.signed_in ? { is: 'in', ...reply } : { is: 'out', customerHere: reply.customer_here };
}
