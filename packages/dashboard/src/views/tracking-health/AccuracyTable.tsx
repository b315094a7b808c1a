import type { AccuracyDay } from '@onevault/contract';
import { formatDay } from '../../days.ts';
import { formatNumber, formatPercent } from '../../format.ts';
import { type Count, texts } from './texts.ts';

const OF_LOADS: Count[] = ['page_loads', 'sent', 'stored', 'rejected', 'waiting', 'missing'];
const OF_ARRIVALS: Count[] = ['loaded', 'late', 'duplicates', 'invalid', 'set_aside'];
const COUNTS = [...OF_LOADS, ...OF_ARRIVALS];
/** Of these the share matters more than the number. */
const SHARES: Partial<Record<Count, (day: AccuracyDay) => number>> = {
  missing: ({ sent }) => sent,
  late: ({ loaded }) => loaded,
  duplicates: ({ loaded, duplicates }) => loaded + duplicates,
};
const BAD: readonly Count[] = ['rejected', 'missing', 'invalid', 'set_aside'];

/** Every number of each day, the latest first. */
export function AccuracyTable({ days }: { days: AccuracyDay[] }) {
  return (
    <div class="day-table" tabIndex={0} role="region" aria-label={texts.accuracy.table}>
      <table>
        <colgroup>
          <col />
        </colgroup>
        <colgroup span={OF_LOADS.length} />
        <colgroup span={OF_ARRIVALS.length} />
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              {texts.accuracy.day}
            </th>
            <th scope="colgroup" colSpan={OF_LOADS.length}>
              {texts.accuracy.ofLoads}
            </th>
            <th scope="colgroup" colSpan={OF_ARRIVALS.length} class="first">
              {texts.accuracy.ofArrivals}
            </th>
          </tr>
          <tr>
            {COUNTS.map((name) => (
              <th key={name} scope="col" class={toClass(name)}>
                {texts.accuracy.counts[name]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map((day) => (
            <tr key={day.day}>
              <th scope="row">{formatDay(day.day)}</th>
              {COUNTS.map((name) => (
                <Cell key={name} name={name} day={day} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ name, day }: { name: Count; day: AccuracyDay }) {
  const whole = SHARES[name]?.(day) ?? 0;
  const value = day[name];
  const look = value === 0 ? 'zero' : BAD.includes(name) ? 'bad' : '';
  return (
    <td class={`${toClass(name)} ${look}`}>
      {formatNumber(value)}
      {whole > 0 && value > 0 && <span class="share"> {formatPercent(value / whole)}</span>}
    </td>
  );
}

const toClass = (name: Count): string => (name === OF_ARRIVALS[0] ? 'num first' : 'num');
