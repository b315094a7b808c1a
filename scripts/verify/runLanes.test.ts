import { expect, test } from 'vitest';
import { runLanes, type Step } from './runLanes.mjs';

/** Runs lanes and keeps what they print. */
async function runQuietly(lanes: Step[][]) {
  let printed = '';
  const outcome = await runLanes(lanes, (text) => {
    printed += text;
  });
  return { outcome, printed, lines: printed.split('\n').filter(Boolean) };
}

const node = (title: string, code: string, after: string[] = []): Step => ({
  title,
  after,
  work: ({ run }) => run(process.execPath, ['-e', code]),
});

test('prints what a step said in one piece, whatever runs beside it', async () => {
  const talk = (word: string) =>
    `let n = 0; const t = setInterval(() => { console.log('${word}'); if (++n === 3) clearInterval(t); }, 5);`;
  const { printed, outcome } = await runQuietly([[node('One', talk('one'))], [node('Two', talk('two'))]]);
  expect(printed).toContain('━━ One\none\none\none\n✓ One');
  expect(printed).toContain('━━ Two\ntwo\ntwo\ntwo\n✓ Two');
  expect(outcome.failed).toBeNull();
  expect(outcome.done.map(({ title }) => title).sort()).toEqual(['One', 'Two']);
});

test('a step waits for those of other lanes that it needs', async () => {
  const order: string[] = [];
  const note = (title: string, after?: string[]): Step => ({
    title,
    ...(after && { after }),
    work: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push(title);
    },
  });
  await runQuietly([[note('Types', ['Build'])], [note('Lock file'), note('Build'), note('Journeys')]]);
  expect(order.indexOf('Types')).toBeGreaterThan(order.indexOf('Build'));
});

test('the first failure ends the programs that run, starts no other step, and is printed last', async () => {
  let isStarted = false;
  const endless: Step = {
    title: 'Endless',
    work({ run }) {
      isStarted = true;
      return run(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    },
  };
  const failing: Step = {
    title: 'Failing',
    work: async ({ say }) => {
      await expect.poll(() => isStarted).toBe(true);
      say('what went wrong');
      throw new Error('it did');
    },
  };
  const { outcome, lines, printed } = await runQuietly([
    [endless, node('Never', '')],
    [failing, node('Neither', '')],
  ]);
  expect(outcome).toEqual({ done: [], failed: 'Failing' });
  expect(lines.slice(-3)).toEqual(['━━ Failing', 'what went wrong', '❌ Failing: it did']);
  expect(printed).toContain('■ Endless: stopped');
  expect(printed).not.toContain('▸ Never');
  expect(printed).not.toContain('▸ Neither');
});

test('a program that fails fails its step, with the command that did', async () => {
  const { outcome, lines } = await runQuietly([[node('Failing', 'console.error("broken"); process.exitCode = 3;')]]);
  expect(outcome.failed).toBe('Failing');
  expect(lines.slice(-2)).toEqual(['broken', expect.stringMatching(/^❌ Failing: `.*` ended with 3\.$/)]);
});
