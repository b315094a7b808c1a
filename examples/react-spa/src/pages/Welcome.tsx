import { Link } from 'react-router';

export function Welcome() {
  return (
    <>
      <title>Welcome · Long Way Round</title>
      <h1>Good to have you.</h1>
      <p>
        We meet on Sundays at nine. <Link to="/">Choose a walk</Link>.
      </p>
    </>
  );
}
