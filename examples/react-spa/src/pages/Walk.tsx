import { useTracker } from '@onevault/tracker/react';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { walks } from '../walks.ts';
import { NotFound } from './NotFound.tsx';

export function Walk() {
  const { walkId } = useParams();
  const tracker = useTracker();
  const [isSaved, setSaved] = useState(false);
  const walk = walks.find(({ id }) => id === walkId);
  if (!walk) return <NotFound />;

  const save = () => {
    setSaved(true);
    void tracker.trackCustomEvent('item_interaction', {
      action: 'save',
      item_id: walk.id,
      item_name: walk.name,
      item_type: 'walk',
    });
  };

  return (
    <article>
      <title>{`${walk.name} · Long Way Round`}</title>
      <p>
        <Link to="/">All walks</Link>
      </p>
      <h1>{walk.name}</h1>
      <p className="facts">
        {walk.place} · {walk.lengthKm} km · {walk.climbM} m up
      </p>
      <p>{walk.about}</p>
      <button type="button" id="save-walk" onClick={save} disabled={isSaved}>
        <span aria-hidden="true">★</span> <span>{isSaved ? 'Saved' : 'Save this walk'}</span>
      </button>
      <p role="status">{isSaved && 'It is on your list.'}</p>
    </article>
  );
}
