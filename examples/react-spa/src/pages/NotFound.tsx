import { Link } from 'react-router';

export function NotFound() {
  return (
    <>
      <title>Not found · Long Way Round</title>
      <h1>This path ends here.</h1>
      <p>
        <Link to="/">Back to the walks</Link>
      </p>
    </>
  );
}
