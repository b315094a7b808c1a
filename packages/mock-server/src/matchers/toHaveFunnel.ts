import { describeWanted } from '../kit/compare/describeNearest.ts';
import { formatValue } from '../kit/compare/formatValue.ts';
import { lookUntil, type MatcherState, type MatchResult, type WaitOptions } from './lookUntil.ts';
import { summarizeEvents, type TrackedStep, toWantedEvent } from './subject.ts';

const BAR_LENGTH = 20;

/** The number of sessions that reached each step, by the events in the business layer. */
export async function toHaveFunnel(
  this: MatcherState | undefined,
  received: unknown,
  steps: readonly TrackedStep[],
  counts: readonly number[],
  options?: WaitOptions,
): Promise<MatchResult> {
  const isFunnel = Array.isArray(steps) && Array.isArray(counts) && steps.length > 0 && steps.length === counts.length;
  if (!isFunnel) {
    throw new Error(
      `Failed to count a funnel: ${formatValue(steps)} and ${formatValue(counts)} are not one count for each step. ` +
        'Please give ["view", "buy"], [2, 1].',
    );
  }
  const wanted = steps.map(toWantedEvent);
  const isNot = this?.isNot === true;
  return lookUntil({
    state: this,
    received,
    options,
    usage: 'toHaveFunnel(steps, counts, { timeoutMs: 3000 })',
    isAboutPresence: counts.some((count) => count > 0),
    async judge({ subject, events }) {
      const found = await subject.funnel(wanted);
      const pass = counts.every((count, i) => count === found[i]);
      return {
        pass,
        // Counts only grow.
        isFinal:
          found.some((count, i) => count > (counts[i] ?? 0)) || (pass && !isNot && counts.some((count) => count > 0)),
        message() {
          const most = Math.max(1, ...found);
          const names = wanted.map((step) => describeWanted(step));
          const width = Math.max(...names.map((name) => name.length));
          const rows = names.map((name, i) => {
            const count = found[i] ?? 0;
            const bar = '█'.repeat(Math.round((count / most) * BAR_LENGTH)).padEnd(BAR_LENGTH);
            const note = count === counts[i] ? '' : `  expected ${counts[i]}`;
            return `  ${name.padEnd(width)}  ${bar}  ${count}${note}`;
          });
          const what = pass ? 'Failed to see another funnel' : 'Failed to find the funnel';
          return `${what}: ${summarizeEvents(subject, events)}, and their sessions came this far. Please compare:\n\n${rows.join('\n').replace(/ +$/gm, '')}`;
        },
      };
    },
  });
}
