import Link from 'next/link';
import { books } from '../lib/books.js';
import { Sort } from './Sort.jsx';

export default function Shelf() {
  return (
    <main>
      <h1>Shelf</h1>
      <Sort />
      <ul>
        {books.map(({ id, title }) => (
          <li key={id}>
            {/* What would be a secret, and must not be stored. */}
            <Link id={id} href={`/books/${id}?invite_token=marzipan`}>
              {title} <i data-ov-mask>for Wilhelmina</i>
            </Link>
          </li>
        ))}
      </ul>
      <Link id="join" href="/join">
        Join
      </Link>
    </main>
  );
}
