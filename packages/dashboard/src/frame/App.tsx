import { Frame } from './Frame.tsx';
import { Gate } from './Gate.tsx';
import { session } from './session.ts';

/** What is shown: the gate until somebody is signed in, then the views. */
export function App() {
  return session.value.is === 'in' ? <Frame session={session.value} /> : <Gate state={session.value} />;
}
