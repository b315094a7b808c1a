import type { JsonObject, JsonValue, Reason, Stage } from '@onevault/contract';

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
  return event.stage === 'rejected' || event.stage === 'set_aside' ? toRejectedTest(event) : toTrackedTest(event);
}

function toTrackedTest({ event_type, page_url, event_data }: TestedEvent): string {
  const own = Object.fromEntries(Object.entries(event_data).filter(([name]) => !OF_THE_VISIT.has(name)));
  return `import { createMockServer } from '@onevault/mock-server/testing';
import '@onevault/mock-server/vitest';
import { OneVaultTracker } from '@onevault/tracker';
import { expect, test } from 'vitest';

test(${toLiteral(`tracks ${event_type}`)}, async () => {
  const server = await createMockServer();
  const tracker = new OneVaultTracker(server.trackerOptions);

  // In place of this: what your page does.
  await tracker.trackEvent({
    event_type: ${toLiteral(event_type)},
    page_url: ${toLiteral(page_url)},
    event_data: ${toLiteral(own, 2)},
  });

  await expect(server).toHaveTracked(${toLiteral(event_type)}, ${toLiteral(own, 1)});
  await expect(server).toHaveNoRejectedEvents();
  await server.close();
});
`;
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

/** A value as JavaScript, indented as one that stands at this depth. */
function toLiteral(value: JsonValue, depth = 0): string {
  if (typeof value === 'string') return toText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = '  '.repeat(depth + 1);
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((one) => toLiteral(one, depth + 1))
    : Object.entries(value).map(([name, one]) => `${toName(name)}: ${toLiteral(one, depth + 1)}`);
  const [open, close] = isList ? '[]' : '{}';
  if (parts.length === 0) return `${open}${close}`;
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join('')}${'  '.repeat(depth)}${close}`;
}

function toName(name: string): string {
  // As a plain name it would set the prototype.
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : toText(name);
}

function toText(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}
