import { Link } from 'react-router';
import { walks } from '../walks.ts';

export function Walks() {
  return (
    <>
      <title>Walks · Long Way Round</title>
      <h1>Where to on Sunday?</h1>
      <ul className="walks">
        {walks.map(({ id, name, place, lengthKm }) => (
          <li key={id}>
            <Link to={`/walks/${id}`}>
              <strong>{name}</strong>
              <span>{place}</span>
              <span>{lengthKm} km</span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
