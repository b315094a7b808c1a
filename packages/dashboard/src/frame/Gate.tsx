import { useState } from 'preact/hooks';
import { AskError } from '../api/ask.ts';
import icon from '../icon.svg';
import { ErrorNote } from '../parts/ErrorNote.tsx';
import { texts } from '../texts.ts';
import { declineInvitation, followInvitation, loadSession, type SessionState, signIn, signInHere } from './session.ts';

/** Signing in, and what is shown while nobody is. */
export function Gate({ state }: { state: Exclude<SessionState, { is: 'in' }> }) {
  return (
    <main class="gate">
      <div class="stack">
        <h1 class="brand">
          <img src={icon} alt="" />
          {texts.product}
        </h1>
        {state.is === 'loading' && (
          <p class="quiet" role="status">
            {texts.loading}
          </p>
        )}
        {state.is === 'away' && (
          <>
            <ErrorNote error={null} />
            <button type="button" class="button" onClick={() => void loadSession()}>
              {texts.again}
            </button>
          </>
        )}
        {state.is === 'invited' && <Invited {...state} />}
        {state.is === 'out' && <SignedOut {...state} />}
      </div>
    </main>
  );
}

type State<Is extends SessionState['is']> = Extract<SessionState, { is: Is }>;

/** Somebody with another key opens a share link. */
function Invited({ invitation, signedIn, error }: State<'invited'>) {
  return (
    <div class="card stack">
      <h2>{texts.invited.title}</h2>
      <p>{texts.invited.hint(signedIn.customer_name)}</p>
      {error !== undefined && <ErrorNote error={error} />}
      <div class="row spread">
        <button type="button" class="button" onClick={() => declineInvitation(signedIn)}>
          {texts.invited.stay}
        </button>
        <button type="button" class="button primary" onClick={() => void followInvitation(invitation)}>
          {texts.invited.open}
        </button>
      </div>
    </div>
  );
}

/** Who came by a share link has no key to sign in with, so the form steps back. */
function SignedOut({ customerHere, ended, error }: State<'out'>) {
  if (!ended && error === undefined) return <SignInForm customerHere={customerHere} />;
  const isGone = ended || (error instanceof AskError && error.code === 'INVALID_TOKEN');
  return (
    <>
      <div class="note bad" role="alert">
        <strong>{ended ? texts.access.ended : texts.access.refused}</strong>
        {error instanceof Error ? `${error.message}.` : texts.access.endedHint} {isGone && texts.access.ask}
      </div>
      <details class="stack">
        <summary>{texts.access.withKey}</summary>
        <SignInForm customerHere={customerHere} />
      </details>
    </>
  );
}

function SignInForm({ customerHere }: { customerHere: string | null }) {
  const [error, setError] = useState<unknown>(undefined);
  const [isBusy, setBusy] = useState(false);
  const attempt = (work: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    work()
      .catch(setError)
      .finally(() => setBusy(false));
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    attempt(() => signIn(String(given.get('customer')).trim(), String(given.get('key')).trim()));
  };
  return (
    <>
      <form class="card stack" onSubmit={onSubmit}>
        <label class="field">
          <span>{texts.signIn.customer}</span>
          <input
            class="input"
            name="customer"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            required
          />
        </label>
        <label class="field">
          <span>{texts.signIn.key}</span>
          <input class="input" name="key" type="password" autocomplete="current-password" required />
        </label>
        {error !== undefined && <ErrorNote error={error} />}
        <button type="submit" class="button primary" disabled={isBusy}>
          {texts.signIn.button}
        </button>
        <p class="quiet">{texts.signIn.hint}</p>
        <code>onevault-server keys create --customer …</code>
      </form>
      {customerHere !== null && (
        <button type="button" class="button" disabled={isBusy} onClick={() => attempt(signInHere)}>
          {texts.signIn.here(customerHere)}
        </button>
      )}
    </>
  );
}
