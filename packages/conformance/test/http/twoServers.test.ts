import { ROUTES } from '@onevault/contract';
import { createMockServer } from '@onevault/mock-server/internal/testing';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { ask } from './ask.ts';

test('two servers that start together on one empty database store every event once, under load on both', async () => {
  const url = await createDatabase({ isEmpty: true });
  const engines = await Promise.all([1, 2].map(() => createPostgresEngine({ url })));
  const servers = await Promise.all(engines.map((engine) => createMockServer({ engine })));
  const paths = [ROUTES.track, ROUTES.trackAsync];
  let duplicates = 0;

  // Every event goes to both servers, in batches that overlap, by both routes.
  await Promise.all(
    servers.flatMap(({ url }, server) =>
      [0, 1, 2, 3].map(async (sender) => {
        for (let i = 0; i < 15; i += 1) {
          const first = ((sender + i) % 15) * 20;
          const body = Array.from({ length: 30 }, (_, n) => ({ event_id: `evt_${(first + n) % 300}` }));
          const path = paths[(server + sender + i) % 2] ?? ROUTES.track;
          const answer = await ask(url + path, { body });
          expect([answer.status, answer.body.rejected]).toEqual([200, []]);
          expect(answer.body.event_ids).toHaveLength(30);
          duplicates += (answer.body.duplicates as string[]).length;
        }
      }),
    ),
  );
  for (const { url } of servers) expect((await ask(url + ROUTES.settled)).body).toMatchObject({ settled: true });

  expect(duplicates).toBe(2 * 4 * 15 * 30 - 300);
  for (const { url } of servers) {
    const { body } = await ask(`${url}${ROUTES.dashboard}?limit=500`);
    expect(body.summary).toMatchObject({ total_events: 300, processed_to_business: 300, completion_rate: 1 });
    const ids = (body.events as { event_id: string }[]).map(({ event_id }) => event_id);
    expect(new Set(ids).size).toBe(300);
    expect(ids).toHaveLength(300);
  }
  for (const server of servers) await server.close();
  for (const engine of engines) await engine.close();
});
