import { render } from 'preact';
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';
import './styles/frame.css';
import { App } from './frame/App.tsx';
import { onInvitation } from './frame/invitation.ts';
import { startRouter } from './frame/router.ts';
import { loadSession } from './frame/session.ts';

const root = document.getElementById('app');
if (root) {
  startRouter();
  onInvitation(() => void loadSession());
  void loadSession();
  render(<App />, root);
}
