import { toFunnelTest } from '../../event/toFunnelTest.ts';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { texts } from '../../texts.ts';
import { readFilter } from './filter.ts';

/**
 * Copies a test in which a visitor does the steps; nothing where no step is about an event, or one has several filters.
 */
export function CopyFunnelTest({ steps }: { steps: readonly (readonly string[])[] }) {
  if (steps.some(({ length }) => length !== 1)) return null;
  const text = toFunnelTest(steps.map(([filter = '']) => readFilter(filter)).filter((step) => step !== null));
  return text === null ? null : <CopyButton class="plain compact" label={texts.event.copyTest} text={() => text} />;
}
