export const metadata = { title: 'Welcome' };

export default function Welcome() {
  return (
    <main>
      <h1>Good to have you.</h1>
    </main>
  );
}
