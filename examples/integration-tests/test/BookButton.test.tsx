// @vitest-environment happy-dom
import { handlers } from '@onevault/mock-server/msw';
import '@onevault/mock-server/vitest';
import { OneVaultTracker } from '@onevault/tracker';
import { fireEvent, render, screen } from '@testing-library/react';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BookButton } from '../src/BookButton.tsx';
import { type Plan, plan } from '../src/plan.ts';

const tracking = handlers({ apiBaseUrl: 'https://track.example', plan });
const msw = setupServer(...tracking);
beforeAll(() => msw.listen());
afterAll(() => msw.close());

test('clicking the button books and tracks once', async () => {
  render(<BookButton tracker={new OneVaultTracker<Plan>(tracking.trackerOptions)} service="teeth" />);
  fireEvent.click(screen.getByRole('button', { name: 'Book teeth' }));
  await screen.findByText('See you soon.');
  await expect(tracking).toHaveTrackedTimes('appointment_booked', 1, { service: 'teeth', value: 120 });
});
