'use client';

import { useRouter } from 'next/navigation';

/** Another order of the same page: another address, and no other page. */
export function Sort() {
  const router = useRouter();
  return (
    <button type="button" id="sort" onClick={() => router.replace('/?sort=year')}>
      By year
    </button>
  );
}
