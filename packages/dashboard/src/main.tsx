import { effect } from '@preact/signals';
import { render } from 'preact';
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';
import './styles/frame.css';
import { App } from './frame/App.tsx';
import { loadFeatures } from './frame/features.ts';
import { onInvitation } from './frame/invitation.ts';
import { path, startRouter } from './frame/router.ts';
import { loadSession, session } from './frame/session.ts';
import { findView } from './views.ts';

const root = document.getElementById('app');
if (root) {
  startRouter();
  onInvitation(() => void loadSession());
  // All at once, not one after the other: who asks, what the server can do, and the code of the view.
  void loadSession();
  void loadFeatures();
  findView(path.value)
    ?.load()
    .catch(() => {});
  // Until it is known who is signed in, the shell stays, which the HTML has brought (`frame/Shell.tsx`).
  const stop = effect(() => {
    if (session.value.is === 'loading') return;
    document.getElementById('shell')?.remove();
    render(<App />, root);
    queueMicrotask(() => stop());
  });
}
