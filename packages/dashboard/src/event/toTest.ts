import type { JsonObject, Reason, Stage } from '@onevault/contract';
import { toLiteral } from './toLiteral.ts';

export interface TestedEvent {
  event_type: string;
  page_url: string;
  event_data: JsonObject;
  stage: Stage;
  reason: Reason | null;
}

/** What the tracker gives each event anew: ids and clocks of the visit that the event came from. */
const OF_THE_VISIT = new Set(['visitor_id', 'session_id', 'page_view_id', 'timestamp', 'sent_at', 'tab_id', 'seq']);

/** A test for Vitest that sends the same event to a server of the test kit and expects the same of it. */
export function toTest(event: TestedEvent): string {
  return hasStopped(event) ? toRejectedTest(event) : toTrackedTest(event);
}

/** The same for a session, whose events are given in the order in which they happened. `all`: how many it has. */
export function toSessionTest(events: readonly TestedEvent[], all = events.length): string {
  const tracked = events.filter((event) => !hasStopped(event)).map(toTracked);
  const left = all - tracked.length;
  const note = left === 0 ? '' : `\n  // Left out: ${left} of ${all}, which were rejected or set aside, or came later.`;
  return inTest(
    `tracks a visit of ${tracked.length} events`,
    tracked,
    [
      `toHaveTrackedInOrder([${tracked.map(({ event_type, own }) => `\n    [${toLiteral(event_type)}, ${toLiteral(own, 2)}],`).join('')}\n  ])`,
    ],
    note,
  );
}

/** A test that tracks the events as a page does, and then expects each of the expectations and no rejected event. */
export function inTest(
  name: string,
  tracked: readonly { event_type: string; page_url: string; own: JsonObject }[],
  expectations: readonly string[],
  note = '',
): string {
  const calls = tracked.map(
    ({ event_type, page_url, own }) => `  await tracker.trackEvent({
    event_type: ${toLiteral(event_type)},
    page_url: ${toLiteral(page_url)},
    event_data: ${toLiteral(own, 2)},
  });
`,
  );
  return `import { createMockServer } from '@onevault/mock-server/testing';
import '@onevault/mock-server/vitest';
import { OneVaultTracker } from '@onevault/tracker';
import { expect, test } from 'vitest';

test(${toLiteral(name)}, async () => {
  const server = await createMockServer();
  const tracker = new OneVaultTracker(server.trackerOptions);

  // In place of this: what your page does.${note}
${calls.join('')}
${expectations.map((expectation) => `  await expect(server).${expectation};\n`).join('')}  await expect(server).toHaveNoRejectedEvents();
  await server.close();
});
`;
}

function toTrackedTest(event: TestedEvent): string {
  const tracked = toTracked(event);
  const { event_type, own } = tracked;
  return inTest(`tracks ${event_type}`, [tracked], [`toHaveTracked(${toLiteral(event_type)}, ${toLiteral(own, 1)})`]);
}

function toTracked({ event_type, page_url, event_data }: TestedEvent) {
  const own = Object.fromEntries(Object.entries(event_data).filter(([name]) => !OF_THE_VISIT.has(name)));
  return { event_type, page_url, own };
}

function hasStopped({ stage }: TestedEvent): boolean {
  return stage === 'rejected' || stage === 'set_aside';
}

function toRejectedTest({ event_type, page_url, event_data, stage, reason }: TestedEvent): string {
  const isSetAside = stage === 'set_aside';
  const fault = isSetAside ? "  server.faults.add({ fault: 'set_aside', first: 1 });\n" : '';
  const rule = isSetAside ? '' : `, reason: { rule: ${toLiteral(reason?.rule ?? '')} }`;
  return `import { createMockServer } from '@onevault/mock-server/testing';
import { expect, test } from 'vitest';

test(${toLiteral(`${event_type} is ${isSetAside ? 'set aside' : 'rejected'}`)}, async () => {
  const server = await createMockServer();
${fault}  const event = {
    event_type: ${toLiteral(event_type)},
    page_url: ${toLiteral(page_url)},
    event_data: ${toLiteral(event_data, 2)},
  };
  await server.fetch('/api/v1/track', {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Customer-ID': server.trackerOptions.customerId,
      Authorization: \`Bearer \${server.trackerOptions.apiToken}\`,
    },
    body: JSON.stringify(event),
  });

  expect(await server.rejected()).toMatchObject([{ stage: ${toLiteral(stage)}${rule} }]);
  await server.close();
});
`;
}
