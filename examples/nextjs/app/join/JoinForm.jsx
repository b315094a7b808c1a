'use client';

import { useRouter } from 'next/navigation';

export function JoinForm() {
  const router = useRouter();
  const join = (event) => {
    event.preventDefault();
    router.push('/welcome');
  };
  return (
    <form id="join-form" onSubmit={join}>
      <label>
        Your name <input name="name" />
      </label>
      <label>
        Your e-mail address <input name="email" type="email" />
      </label>
      <button type="submit">Join</button>
    </form>
  );
}
