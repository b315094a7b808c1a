import { JoinForm } from './JoinForm.jsx';

export const metadata = { title: 'Join' };

export default function Join() {
  return (
    <main>
      <h1>Join</h1>
      <JoinForm />
    </main>
  );
}
