import { ROUTES, type SessionReply } from '@onevault/contract';
import { signal } from '@preact/signals';
import { AskError, ask } from '../api/ask.ts';
import { setOnSessionChange } from '../api/onSessionChange.ts';
import { forgetInvitation, takeInvitation } from './invitation.ts';

type SignedIn = Extract<SessionReply, { signed_in: true }>;

export type SessionState =
  | { is: 'loading' }
  | { is: 'away' }
  /** `customerHere`: who can sign in without a key. `ended`: what was open until now is a share key's, which has ended. */
  | { is: 'out'; customerHere: string | null; ended?: boolean; error?: unknown }
  /** Opens a share link while somebody is signed in with another key. */
  | { is: 'invited'; invitation: string; signedIn: SignedIn; error?: unknown }
  | ({ is: 'in' } & SignedIn);

export const session = signal<SessionState>({ is: 'loading' });

/**
 * Asks who is signed in, and follows a share link. On the machine of a mock server somebody is signed in by itself.
 */
export async function loadSession(): Promise<void> {
  setOnSessionChange((change) => {
    if (session.value.is !== 'in') return;
    const isShared = session.value.key.kind === 'share';
    if (change === 'ended') session.value = { is: 'out', customerHere: null, ended: isShared };
    // Another tab has opened a share link: this one shows now what that key may see.
    else if (!isShared) void loadSession();
  });
  // Before anything else: it stands in the address.
  const invitation = takeInvitation();
  try {
    const reply = await ask<SessionReply>(ROUTES.session);
    if (invitation !== null) {
      // Not unasked: a link could sign out who works here.
      if (!reply.signed_in || reply.key.kind === 'share') await followInvitation(invitation);
      else session.value = { is: 'invited', invitation, signedIn: reply };
      return;
    }
    if (!reply.signed_in && reply.customer_here !== null) return await signInHere();
    take(reply);
  } catch (error) {
    session.value =
      error instanceof AskError && error.status !== 0 ? { is: 'out', customerHere: null } : { is: 'away' };
  }
}

/** Opens a share link: its invitation becomes a session in place of the one before. */
export async function followInvitation(invitation: string): Promise<void> {
  const before = session.value;
  session.value = { is: 'loading' };
  try {
    take(await ask<SessionReply>(ROUTES.session, { method: 'POST', body: { invitation } }));
    forgetInvitation();
  } catch (error) {
    if (!(error instanceof AskError) || error.status === 0) {
      session.value = { is: 'away' };
      return;
    }
    forgetInvitation();
    session.value = before.is === 'invited' ? { ...before, error } : { is: 'out', customerHere: null, error };
  }
}

/** Stays signed in, and does not open the share link. */
export function declineInvitation(signedIn: SignedIn): void {
  forgetInvitation();
  take(signedIn);
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
