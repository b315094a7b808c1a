'use client';

import { useRouter } from 'next/navigation';

/** Another order of the same page: another address, but the same page. */
export function Sort() {
  const router = useRouter();
  return (
    <button type="button" id="sort" onClick={() => router.replace('/?sort=year')}>
      By year
    </button>
  );
}
