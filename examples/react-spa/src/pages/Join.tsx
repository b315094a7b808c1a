import type { FormEvent } from 'react';
import { useNavigate } from 'react-router';

export function Join() {
  const navigate = useNavigate();

  const join = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    navigate('/welcome');
  };

  return (
    <>
      <title>Join · Long Way Round</title>
      <h1>Walk with us</h1>
      <form id="join-form" method="post" action="/welcome" onSubmit={join}>
        <label htmlFor="name">Your name</label>
        <input id="name" name="name" autoComplete="name" required />
        <label htmlFor="email">Your e-mail address</label>
        <input id="email" name="email" type="email" autoComplete="email" required />
        <p>The tracker records that this form was sent, and never what you wrote in it.</p>
        <button type="submit">Join</button>
      </form>
    </>
  );
}
